import { pause } from '../pause.ts'
import type { FunctionTable } from './functions.ts'

/** Lambda waits one minute, then two; nobody wants to wait for that on a laptop. */
const retryDelaysMs = [1_000, 2_000]

/** Hands a record to the destination that the ARN names (a queue, a topic, a bus, a function). */
/** Lambda delivers with the role of the function whose invocation it is. */
export type Deliver = (destinationArn: string, body: string, functionName: string) => Promise<void>

export interface AsyncInvocations {
  /** Accepts the event and returns; it is lost if the process dies, unlike on AWS. */
  invoke(nameOrArn: string, payload: unknown): void
  /** Gives up waiting retries and waits for what runs. */
  close(): Promise<void>
}

/** Asynchronous (`Event`) invocations: retried, then handed to the on-failure destination. */
export function createAsyncInvocations(functions: FunctionTable, deliver: Deliver): AsyncInvocations {
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function deliverRecord(arn: string, record: unknown, functionName: string) {
    await deliver(arn, JSON.stringify(record), functionName)
  }

  async function run(nameOrArn: string, payload: unknown) {
    const definition = functions.find(nameOrArn)
    if (!definition) return
    const { maximumRetryAttempts = 2, onFailure, onSuccess } = definition.asyncInvoke ?? {}
    for (let attempt = 1; !stopping.signal.aborted; attempt++) {
      const result = await functions.invoke(nameOrArn, payload, {
        trigger: { source: 'direct', attempt, messages: () => [JSON.stringify(payload)] },
      })
      const last = attempt > maximumRetryAttempts
      if (result.error && !last) {
        await pause(retryDelaysMs[attempt - 1] ?? 2_000, stopping.signal)
        continue
      }
      const destination = result.error ? onFailure : onSuccess
      if (!destination) return
      const response = JSON.parse(result.payload)
      return deliverRecord(
        destination,
        {
          version: '1.0',
          timestamp: new Date(Date.now()).toISOString(),
          requestContext: {
            requestId: result.requestId,
            functionArn: `${definition.arn}:$LATEST`,
            condition: result.error ? 'RetriesExhausted' : 'Success',
            approximateInvokeCount: attempt,
          },
          requestPayload: payload,
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(result.error && { functionError: 'Unhandled' }),
          },
          responsePayload: response,
        },
        definition.name,
      )
    }
  }

  return {
    invoke(nameOrArn, payload) {
      const done = run(nameOrArn, payload)
        .catch((error: Error) => {
          if (!stopping.signal.aborted) process.emitWarning(`Asynchronous invocation of ${nameOrArn}: ${error.message}`)
        })
        .finally(() => running.delete(done))
      running.add(done)
    },
    async close() {
      stopping.abort()
      await Promise.all(running)
    },
  }
}
