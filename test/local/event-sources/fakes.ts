import type { InvocationResult, InvokeOptions } from '../../../local/lambda/index.ts'
import type { DynamoDbStreamRecord, LocalQueues, ReceiveOptions, SqsRecord } from '../../../local/ports.ts'

/** One queue in memory: what is received stays invisible until it is deleted or given back. */
export class FakeQueue implements LocalQueues {
  readonly arn: string
  readonly sent: string[] = []
  readonly deleted: string[] = []
  readonly visibility: { messageId: string; seconds: number }[] = []
  receives = 0
  #visible: { messageId: string; body: string; receives: number }[] = []
  #inFlight = new Map<string, { messageId: string; body: string; receives: number }>()
  #wake = () => {}
  #handles = 0

  constructor(arn = 'arn:aws:sqs:us-east-1:000000000000:orders') {
    this.arn = arn
  }

  put(...bodies: string[]) {
    for (const body of bodies) this.#visible.push({ messageId: `id-${body}`, body, receives: 0 })
    this.#wake()
  }

  async receive(_queue: string, { max, waitMs, signal }: ReceiveOptions): Promise<SqsRecord[]> {
    this.receives += 1
    if (this.#visible.length === 0 && waitMs > 0 && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
        signal?.addEventListener('abort', () => this.#wake(), { once: true })
      })
    }
    if (signal?.aborted) return []
    return this.#visible.splice(0, max).map((message) => {
      message.receives += 1
      const receiptHandle = `handle-${++this.#handles}`
      this.#inFlight.set(receiptHandle, message)
      return {
        messageId: message.messageId,
        receiptHandle,
        body: message.body,
        attributes: { ApproximateReceiveCount: String(message.receives) },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: this.arn,
        awsRegion: 'us-east-1',
      }
    })
  }

  async delete(_queue: string, receiptHandles: string[]) {
    for (const handle of receiptHandles) {
      const message = this.#inFlight.get(handle)
      if (message) this.deleted.push(message.body)
      this.#inFlight.delete(handle)
    }
  }

  async changeVisibility(_queue: string, receiptHandle: string, seconds: number) {
    const message = this.#inFlight.get(receiptHandle)
    if (!message) return
    this.visibility.push({ messageId: message.messageId, seconds })
    if (seconds > 0) return
    this.#inFlight.delete(receiptHandle)
    this.#visible.push(message)
    this.#wake()
  }

  async send(_queue: string, body: string) {
    this.sent.push(body)
  }

  get inFlight() {
    return [...this.#inFlight.values()].map(({ body }) => body)
  }

  get visible() {
    return this.#visible.map(({ body }) => body)
  }
}

/** A table's stream in memory, numbered from 1. */
export class FakeStream {
  readonly #records: DynamoDbStreamRecord[] = []
  readonly #listeners = new Set<() => void>()

  write(...changes: { pk: string; sk?: string; value: string; at?: number; bytes?: number; image?: object }[]) {
    for (const { pk, value, sk = value, at = 0, bytes = 1, image = {} } of changes) {
      this.#records.push({
        eventID: value,
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        eventSourceARN: streamArn,
        dynamodb: {
          ApproximateCreationDateTime: at,
          Keys: { pk: { S: pk }, sk: { S: sk } },
          NewImage: { pk: { S: pk }, value: { S: value }, ...image },
          SequenceNumber: String(this.#records.length + 1),
          SizeBytes: bytes,
          StreamViewType: 'NEW_IMAGE',
        },
      })
    }
    for (const listener of this.#listeners) listener()
  }

  async readStream(_table: string, from: bigint | 'TRIM_HORIZON' | 'LATEST', limit: number) {
    const start = from === 'LATEST' ? this.#records.length : from === 'TRIM_HORIZON' ? 0 : Math.max(0, Number(from) - 1)
    const records = this.#records.slice(start, start + limit)
    return { records, next: BigInt(start + records.length + 1) }
  }

  onStreamWrite(_table: string, listener: () => void) {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

export const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/2026-01-01T00:00:00.000'

export interface Call<Record> {
  records: Record[]
  options: InvokeOptions
}

/** A function in this thread: `handler` answers, or throws as a function would. Its worker is busy until `free`. */
export function fakeFunctions<Record>(
  handler: (records: Record[], call: number) => unknown,
  { concurrency = 1, free = Promise.resolve() }: { concurrency?: number; free?: Promise<void> } = {},
) {
  const calls: Call<Record>[] = []
  return {
    calls,
    concurrencyOf: () => concurrency,
    async invoke(_name: string, payload: unknown, options: InvokeOptions = {}): Promise<InvocationResult> {
      await free
      const { Records: records } = (typeof payload === 'function' ? await payload() : payload) as { Records: Record[] }
      calls.push({ records, options })
      const base = { requestId: `request-${calls.length}`, logTail: '' }
      try {
        return { ...base, payload: JSON.stringify(await handler(records, calls.length)) ?? 'null' }
      } catch (error) {
        const { name, message } = error as Error
        const failure = { errorType: name, errorMessage: message, trace: [] }
        return {
          ...base,
          payload: JSON.stringify(failure),
          error: failure,
          ...(name === 'Injected' && { injected: true as const }),
        }
      }
    },
  }
}
