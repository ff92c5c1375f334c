import type {
  DeleteMessageBatchCommandInput,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs'

/** A message with what SQS knows of it. */
export interface Held {
  readonly messageId: string
  readonly body: string
  readonly attributes: Record<string, MessageAttributeValue>
  readonly groupId: string | undefined
  readonly deduplicationId: string | undefined
  readonly sentAt: number
  receives: number
  visibleAt: number
  receiptHandle: string
}

const FIVE_MINUTES = 300_000

/**
 * Queues as the tools see them, in memory, with the clock of the test: hidden for as long as was asked for, deduplicated for
 * five minutes in FIFO queues. Every call goes through {@link MemorySqs.before}, which may fail it or let its answer be lost.
 */
export class MemorySqs {
  readonly #now: () => number
  readonly #queues = new Map<string, Held[]>()
  readonly #sent = new Map<string, { readonly id: string; readonly at: number }>()
  #next = 0
  /** Called with the name of each operation; what it returns happens after the call and before its answer. */
  before: (operation: string) => (() => void) | undefined = () => undefined

  constructor(now: () => number) {
    this.#now = now
  }

  readonly client = { send: (command: object) => this.#send(command), destroy() {} } as unknown as SQSClient

  messages(queueUrl: string): Held[] {
    const queue = this.#queues.get(queueUrl) ?? []
    this.#queues.set(queueUrl, queue)
    return queue
  }

  put(queueUrl: string, body: string, attributes: Readonly<Record<string, string>> = {}): Held {
    const values = Object.entries(attributes).map(
      ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
    )
    return this.#enqueue({ QueueUrl: queueUrl, MessageBody: body, MessageAttributes: Object.fromEntries(values) })
  }

  async #send(command: object): Promise<unknown> {
    const operation = command.constructor.name.replace(/Command$/, '')
    const after = this.before(operation)
    const answer = this.#answer(operation, (command as { input: never }).input)
    after?.()
    return structuredClone(answer)
  }

  #answer(operation: string, input: never): unknown {
    switch (operation) {
      case 'GetQueueAttributes':
        return { Attributes: this.#depths((input as { QueueUrl: string }).QueueUrl) }
      case 'ReceiveMessage':
        return this.#receive(input)
      case 'SendMessage':
        return { MessageId: this.#enqueue(input).messageId }
      case 'SendMessageBatch': {
        const { QueueUrl, Entries } = input as { QueueUrl: string; Entries: SendMessageBatchRequestEntry[] }
        return {
          Successful: Entries.map(({ Id, ...entry }) => ({
            Id,
            MessageId: this.#enqueue({ QueueUrl, ...entry }).messageId,
          })),
        }
      }
      case 'DeleteMessageBatch': {
        const { QueueUrl = '', Entries = [] } = input as DeleteMessageBatchCommandInput
        const gone = new Set(Entries.map(({ ReceiptHandle }) => ReceiptHandle))
        const queue = this.messages(QueueUrl)
        queue.splice(0, queue.length, ...queue.filter(({ receiptHandle }) => !gone.has(receiptHandle)))
        return { Successful: Entries.map(({ Id }) => ({ Id })) }
      }
      case 'ChangeMessageVisibilityBatch': {
        const { QueueUrl, Entries } = input as { QueueUrl: string; Entries: { ReceiptHandle: string }[] }
        const given = new Set(Entries.map(({ ReceiptHandle }) => ReceiptHandle))
        for (const held of this.messages(QueueUrl)) if (given.has(held.receiptHandle)) held.visibleAt = this.#now()
        return { Successful: [] }
      }
      default:
        throw new Error(`MemorySqs has no ${operation}.`)
    }
  }

  #depths(queueUrl: string) {
    const queue = this.messages(queueUrl)
    const visible = queue.filter(({ visibleAt }) => visibleAt <= this.#now()).length
    return {
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(queue.length - visible),
    }
  }

  #receive({ QueueUrl = '', MaxNumberOfMessages = 1, VisibilityTimeout = 30 }: ReceiveMessageCommandInput) {
    const now = this.#now()
    const queue = this.messages(QueueUrl)
    // "When messages that belong to a particular message group ID are invisible, no other consumer can process messages with the same message
    // group ID." https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/interleaving-multiple-ordered-message-groups.html
    const hidden = queue.filter(({ visibleAt }) => visibleAt > now)
    const locked = new Set(QueueUrl.endsWith('.fifo') ? hidden.map(({ groupId }) => groupId) : [])
    const taken = queue
      .filter(({ visibleAt, groupId }) => visibleAt <= now && !locked.has(groupId))
      .slice(0, MaxNumberOfMessages)
    const Messages = taken.map((held): Message => {
      held.receives++
      held.visibleAt = now + VisibilityTimeout * 1000
      held.receiptHandle = `${held.messageId}/${held.receives}`
      return {
        MessageId: held.messageId,
        ReceiptHandle: held.receiptHandle,
        Body: held.body,
        Attributes: {
          ApproximateReceiveCount: String(held.receives),
          SentTimestamp: String(held.sentAt),
          ...(held.groupId && { MessageGroupId: held.groupId }),
        },
        MessageAttributes: held.attributes,
      }
    })
    return Messages.length > 0 ? { Messages } : {}
  }

  #enqueue(input: Partial<SendMessageCommandInput>): Held {
    const { QueueUrl = '', MessageBody = '', MessageAttributes = {}, MessageGroupId, MessageDeduplicationId } = input
    const isFifo = QueueUrl.endsWith('.fifo')
    if (isFifo !== (MessageDeduplicationId !== undefined)) throw new Error('InvalidParameterValue: deduplication id')
    const held: Held = {
      messageId: `sqs-${this.#next++}`,
      body: MessageBody,
      attributes: MessageAttributes,
      groupId: MessageGroupId,
      deduplicationId: MessageDeduplicationId,
      sentAt: this.#now(),
      receives: 0,
      visibleAt: this.#now(),
      receiptHandle: '',
    }
    const name = `${QueueUrl} ${MessageDeduplicationId}`
    const earlier = isFifo ? this.#sent.get(name) : undefined
    if (earlier && this.#now() - earlier.at < FIVE_MINUTES) return { ...held, messageId: earlier.id }
    this.#sent.set(name, { id: held.messageId, at: held.sentAt })
    this.messages(QueueUrl).push(held)
    return held
  }
}
