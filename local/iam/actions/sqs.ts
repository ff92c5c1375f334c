import { access, type Input, type Operations, onEverything, type Surroundings, text } from './action.ts'

/** A queue by its URL, of which only the last part counts here, or by its name. */
const queueArn = (nameOrUrl: string, { region, accountId }: Surroundings) =>
  `arn:aws:sqs:${region}:${accountId}:${nameOrUrl.slice(nameOrUrl.lastIndexOf('/') + 1)}`

const on =
  (action: string, member = 'QueueUrl') =>
  (input: Input, surroundings: Surroundings) => {
    const queue = text(input[member])
    return queue === undefined ? [] : [access(`sqs:${action}`, queueArn(queue, surroundings))]
  }

const OF_ONE_QUEUE = [
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'SetQueueAttributes',
  'PurgeQueue',
  'DeleteQueue',
  'ListDeadLetterSourceQueues',
  'ListQueueTags',
  'TagQueue',
  'UntagQueue',
]

/** A caller that moves messages also receives and deletes at the source, and sends to the destination. */
const startMove = ({ SourceArn, DestinationArn }: Input) => {
  const source = text(SourceArn)
  const destination = text(DestinationArn)
  if (source === undefined) return []
  return [
    ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) =>
      access(`sqs:${name}`, source),
    ),
    ...(destination === undefined ? [] : [access('sqs:SendMessage', destination)]),
  ]
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html: batches have no actions of their own */
export const sqs: Operations = {
  ...Object.fromEntries(OF_ONE_QUEUE.map((name) => [name, on(name)])),
  SendMessageBatch: on('SendMessage'),
  DeleteMessageBatch: on('DeleteMessage'),
  ChangeMessageVisibilityBatch: on('ChangeMessageVisibility'),
  CreateQueue: on('CreateQueue', 'QueueName'),
  GetQueueUrl: on('GetQueueUrl', 'QueueName'),
  StartMessageMoveTask: startMove,
  ListMessageMoveTasks: ({ SourceArn }) => [access('sqs:ListMessageMoveTasks', text(SourceArn) ?? '')],
  ...onEverything('sqs', 'ListQueues'),
}
