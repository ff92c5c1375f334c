import type { IncomingHttpHeaders } from 'node:http'
import { jsonOf } from '../json-body.ts'
import type { AwsResponse } from '../ports.ts'
import { QueueDoesNotExistError, SqsError } from './library.ts'
import { text } from './message-checks.ts'
import { MessageMoveTasks } from './message-move-tasks.ts'
import type { LocalQueue } from './queue.ts'
import { changeMessageVisibility, changeMessageVisibilityBatch, deleteMessage, deleteMessageBatch } from './receipts.ts'
import { receiveOverTheWire } from './receive-message.ts'
import { actionNamed, checkedInput } from './request-types.ts'
import { sendMessage, sendMessageBatch } from './send-message.ts'
import type { LocalQueueStore } from './store.ts'

const TARGET_PREFIX = 'AmazonSQS.'

type Input = Record<string, unknown>

/** SQS actions that fauxqs lacks or answers differently from AWS. */
export interface SqsActions {
  /** Whether this request is one of them; all others are for fauxqs. */
  accepts(headers: IncomingHttpHeaders): boolean
  handle(headers: IncomingHttpHeaders, body: Buffer): Promise<AwsResponse>
  close(): void
}

export function sqsActions(store: LocalQueueStore): SqsActions {
  const moves = new MessageMoveTasks(store)
  const onQueue = (act: (queue: LocalQueue, input: Input) => unknown) => (input: Input) =>
    act(queueOf(store, input), input)
  const actions: Record<string, (input: Input) => unknown> = {
    SendMessage: onQueue(sendMessage),
    SendMessageBatch: onQueue((queue, { Entries }) => sendMessageBatch(queue, Entries)),
    ReceiveMessage: onQueue((_, input) => receiveOverTheWire(input, store)),
    ChangeMessageVisibility: onQueue(changeMessageVisibility),
    ChangeMessageVisibilityBatch: onQueue((queue, { Entries }) => changeMessageVisibilityBatch(queue, Entries)),
    DeleteMessage: onQueue(deleteMessage),
    DeleteMessageBatch: onQueue((queue, { Entries }) => deleteMessageBatch(queue, Entries)),
    StartMessageMoveTask: (input) => moves.start(input),
    ListMessageMoveTasks: (input) => moves.list(input),
    CancelMessageMoveTask: (input) => moves.cancel(input),
    ListDeadLetterSourceQueues: (input) => moves.sourceUrls(input),
  }
  const actionOf = (headers: IncomingHttpHeaders) => {
    const target = String(headers['x-amz-target'] ?? '')
    const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : ''
    return Object.hasOwn(actions, name) ? actions[name] : undefined
  }
  return {
    accepts: (headers) => actionOf(headers) !== undefined,
    async handle(headers, body) {
      try {
        return answer(200, await actionOf(headers)?.(parse(headers, body)))
      } catch (error) {
        if (!(error instanceof SqsError)) throw error
        return answer(error.statusCode, error.toJSON(), { 'x-amzn-query-error': error.queryErrorHeader })
      }
    },
    close: () => moves.close(),
  }
}

function queueOf(store: LocalQueueStore, input: Input): LocalQueue {
  const url = text(input, 'QueueUrl')
  if (!url) throw new SqsError('MissingParameter', 'The request must contain the parameter QueueUrl.')
  const queue = store.find(url)
  if (!queue) throw new QueueDoesNotExistError()
  return queue
}

function parse(headers: IncomingHttpHeaders, body: Buffer): Input {
  let input: unknown
  try {
    input = jsonOf(body)
  } catch {
    input = undefined
  }
  return checkedInput(actionNamed(headers['x-amz-target']), input)
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
  body: JSON.stringify(body),
})
