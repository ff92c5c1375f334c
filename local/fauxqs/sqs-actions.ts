import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { SqsError } from './library.ts'
import { MessageMoveTasks } from './message-move-tasks.ts'
import { receiveOverTheWire } from './receive-message.ts'
import type { LocalQueueStore } from './store.ts'

const TARGET_PREFIX = 'AmazonSQS.'

/** SQS actions that fauxqs lacks or answers differently from AWS. */
export interface SqsActions {
  /** Whether this request is one of them; all others are for fauxqs. */
  accepts(request: IncomingMessage): boolean
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  close(): void
}

export function sqsActions(store: LocalQueueStore): SqsActions {
  const moves = new MessageMoveTasks(store)
  const actions: Record<string, (input: Record<string, unknown>) => unknown> = {
    ReceiveMessage: (input) => receiveOverTheWire(input, store),
    StartMessageMoveTask: (input) => moves.start(input),
    ListMessageMoveTasks: (input) => moves.list(input),
    CancelMessageMoveTask: (input) => moves.cancel(input),
    ListDeadLetterSourceQueues: (input) => moves.sourceUrls(input.QueueUrl as string | undefined),
  }
  const actionOf = (request: IncomingMessage) => {
    const target = String(request.headers['x-amz-target'] ?? '')
    return target.startsWith(TARGET_PREFIX) ? actions[target.slice(TARGET_PREFIX.length)] : undefined
  }
  return {
    accepts: (request) => actionOf(request) !== undefined,
    async handle(request, response) {
      try {
        const input = (await json(request)) as Record<string, unknown>
        answer(response, 200, await actionOf(request)?.(input))
      } catch (error) {
        if (!(error instanceof SqsError)) throw error
        answer(response, error.statusCode, error.toJSON(), { 'x-amzn-query-error': error.queryErrorHeader })
      }
    },
    close: () => moves.close(),
  }
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers })
  response.end(JSON.stringify(body))
}
