import { randomUUID } from 'node:crypto'
import { SqsError, type SqsMessage, SqsStore } from './library.ts'
import { text, wrongType } from './message-checks.ts'
import type { LocalQueue } from './queue.ts'
import type { LocalQueueStore } from './store.ts'

type Status = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'

interface MoveTask {
  handle: string
  source: LocalQueue
  destination: LocalQueue | undefined
  perSecond: number | undefined
  status: Status
  moved: number
  toMove: number
  startedAt: number
  failureReason?: string
  timer?: NodeJS.Timeout
}

/** Without a rate AWS picks one; here a task then moves this many messages at a time, letting others run between. */
const CHUNK = 200
const TICK_MS = 100
const MAX_PER_SECOND = 500
const MAX_RESULTS = 10

type Input = Record<string, unknown>

/**
 * Redrive of a dead-letter queue by task: StartMessageMoveTask and what belongs to it. A moved message has a new id.
 * Without a destination each message goes back to the queue that it died in, so that a message that was sent to the
 * dead-letter queue (by SendMessage, by a topic, by a function) ends the task: nobody knows where it came from.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-dlq-redrive.html
 */
export class MessageMoveTasks {
  readonly #store: LocalQueueStore
  readonly #tasks: MoveTask[] = []

  constructor(store: LocalQueueStore) {
    this.#store = store
  }

  start(input: Input) {
    const source = this.#queue(input, 'SourceArn')
    if (this.#sourcesOf(source).length === 0) {
      throw invalid('Source queue must be configured as a Dead Letter Queue.')
    }
    const destination = input.DestinationArn === undefined ? undefined : this.#queue(input, 'DestinationArn')
    if (destination) checkDestination(source, destination)
    const perSecond = wholeNumber(input, 'MaxNumberOfMessagesPerSecond', MAX_PER_SECOND)
    if (this.#tasks.some((task) => task.source === source && task.status === 'RUNNING')) {
      throw invalid(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString('base64'),
      source,
      destination,
      perSecond,
      status: 'RUNNING',
      moved: 0,
      toMove: Number(source.getAttribute('ApproximateNumberOfMessages')),
      startedAt: Date.now(),
    }
    this.#tasks.unshift(task)
    task.timer = setTimeout(() => this.#run(task), 0)
    return { TaskHandle: task.handle }
  }

  list(input: Input) {
    const source = this.#queue(input, 'SourceArn')
    const tasks = this.#tasks.filter((task) => task.source === source)
    return { Results: tasks.slice(0, wholeNumber(input, 'MaxResults', MAX_RESULTS) ?? 1).map(describe) }
  }

  cancel(input: Input) {
    const handle = text(input, 'TaskHandle') ?? ''
    this.#queue({ SourceArn: sourceArnOf(handle) }, 'SourceArn')
    const task = this.#tasks.find((candidate) => candidate.handle === handle)
    if (!task) throw notFound('Task does not exist.')
    if (task.status !== 'RUNNING') {
      throw new SqsError('UnsupportedOperation', 'Only active tasks can be cancelled.')
    }
    clearTimeout(task.timer)
    task.status = 'CANCELLED'
    return { ApproximateNumberOfMessagesMoved: task.moved }
  }

  sourceUrls(input: Input) {
    const urls = this.#sourcesOf(this.#queue(input, 'QueueUrl')).map((queue) => queue.url)
    const from = pageStart(text(input, 'NextToken'))
    // Without MaxResults the answer has no token, whatever there is.
    const to = from + (typeof input.MaxResults === 'number' ? input.MaxResults : urls.length)
    return { queueUrls: urls.slice(from, to), ...(to < urls.length && { NextToken: String(to) }) }
  }

  close(): void {
    for (const task of this.#tasks) clearTimeout(task.timer)
  }

  #run(task: MoveTask): void {
    const budget = task.perSecond === undefined ? CHUNK : Math.max(1, Math.round((task.perSecond * TICK_MS) / 1000))
    try {
      const left = task.toMove - task.moved
      const moved = this.#moveSome(task, Math.min(budget, left))
      task.moved += moved
      if (moved === 0 || task.moved >= task.toMove) task.status = 'COMPLETED'
    } catch (error) {
      task.status = 'FAILED'
      task.failureReason = (error as Error).message
    }
    if (task.status !== 'RUNNING') return
    const pauseMs = task.perSecond === undefined ? 0 : Math.max(TICK_MS, 1000 / task.perSecond)
    task.timer = setTimeout(() => this.#run(task), pauseMs)
  }

  #moveSome(task: MoveTask, max: number): number {
    const received = task.source.dequeue(max, 60)
    let moved = 0
    try {
      for (const { ReceiptHandle, MessageId } of received) {
        const message = task.source.inflightMessages.get(ReceiptHandle)?.message
        const destination = this.#destinationOf(task, MessageId)
        if (message) destination.enqueue(copyFor(destination, message))
        task.source.deleteMessage(ReceiptHandle)
        moved += 1
      }
      return moved
    } catch (error) {
      task.moved += moved
      for (const { ReceiptHandle } of received.slice(moved).reverse()) task.source.changeVisibility(ReceiptHandle, 0)
      throw error
    }
  }

  /** Throws AWS's reason for a failed task. */
  #destinationOf({ source, destination }: MoveTask, messageId: string): LocalQueue {
    const arn = destination?.arn ?? source.deadLetterSources.get(messageId)
    if (arn === undefined) throw new Error('CouldNotDetermineMessageSource')
    const queue = this.#store.find(arn)
    if (!queue) throw new Error('AWS.SimpleQueueService.NonExistentQueue')
    return queue
  }

  #sourcesOf(deadLetterQueue: LocalQueue): LocalQueue[] {
    return this.#store.all().filter((queue) => queue.redrive?.deadLetterTargetArn === deadLetterQueue.arn)
  }

  #queue(input: Input, parameter: string): LocalQueue {
    const arnOrUrl = text(input, parameter)
    if (!arnOrUrl) throw new SqsError('MissingParameter', `The request must contain the parameter ${parameter}.`)
    const queue = this.#store.find(arnOrUrl)
    if (!queue) throw notFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
    return queue
  }
}

const invalid = (message: string) => new SqsError('InvalidParameterValue', message)
const notFound = (message: string) => new SqsError('ResourceNotFoundException', message, 404)

function checkDestination(source: LocalQueue, destination: LocalQueue): void {
  if (destination === source) throw invalid('Source queue arn and destination queue arn must be different.')
  if (destination.isFifo() !== source.isFifo()) {
    throw invalid('Source queue and destination queue must be of the same type.')
  }
}

function wholeNumber(input: Input, name: string, max: number): number | undefined {
  const value = input[name]
  if (value === undefined || value === null) return undefined
  if (!Number.isInteger(value)) throw wrongType(name, 'an integer')
  if ((value as number) >= 1 && (value as number) <= max) return value as number
  throw invalid(`Value ${value} for parameter ${name} is invalid. Reason: Must be between 1 and ${max}.`)
}

function pageStart(token: string | undefined): number {
  if (token === undefined || /^\d{1,9}$/.test(token)) return Number(token ?? 0)
  throw invalid(`Value ${token} for parameter NextToken is invalid.`)
}

function sourceArnOf(handle: string): string {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, 'base64').toString())
    if (typeof taskId === 'string' && typeof sourceArn === 'string') return sourceArn
  } catch {
    // No JSON: the same mistake as JSON of another kind.
  }
  throw invalid('Value for parameter TaskHandle is invalid.')
}

function copyFor(destination: LocalQueue, { body, messageAttributes, ...message }: SqsMessage): SqsMessage {
  const { messageGroupId, messageDeduplicationId } = message
  const copy = SqsStore.createMessage(body, messageAttributes, undefined, messageGroupId, messageDeduplicationId)
  if (destination.isFifo()) copy.sequenceNumber = destination.nextSequenceNumber()
  return copy
}

function describe(task: MoveTask) {
  return {
    ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: task.source.arn,
    ...(task.destination && { DestinationArn: task.destination.arn }),
    ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason && { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  }
}
