import { randomUUID } from 'node:crypto'
import { SqsError, SqsStore } from './library.ts'
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

/** Redrive of a dead-letter queue by task: StartMessageMoveTask and what belongs to it. A moved message has a new id. */
export class MessageMoveTasks {
  readonly #store: LocalQueueStore
  readonly #tasks: MoveTask[] = []

  constructor(store: LocalQueueStore) {
    this.#store = store
  }

  start(input: { SourceArn?: string; DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number }) {
    const source = this.#queue(input.SourceArn, 'SourceArn')
    if (this.#sourcesOf(source).length === 0) {
      throw new SqsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.')
    }
    if (this.#tasks.some((task) => task.source === source && task.status === 'RUNNING')) {
      throw new SqsError('UnsupportedOperation', 'There is already a task running on the source queue.')
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString('base64'),
      source,
      destination: input.DestinationArn ? this.#queue(input.DestinationArn, 'DestinationArn') : undefined,
      perSecond: input.MaxNumberOfMessagesPerSecond,
      status: 'RUNNING',
      moved: 0,
      toMove: Number(source.getAttribute('ApproximateNumberOfMessages')),
      startedAt: Date.now(),
    }
    this.#tasks.unshift(task)
    task.timer = setTimeout(() => this.#run(task), 0)
    return { TaskHandle: task.handle }
  }

  list({ SourceArn, MaxResults = 1 }: { SourceArn?: string; MaxResults?: number }) {
    const source = this.#queue(SourceArn, 'SourceArn')
    const tasks = this.#tasks.filter((task) => task.source === source).slice(0, MaxResults)
    return { Results: tasks.map(describe) }
  }

  cancel({ TaskHandle }: { TaskHandle?: string }) {
    const task = this.#tasks.find((candidate) => candidate.handle === TaskHandle)
    if (!task) throw new SqsError('ResourceNotFoundException', 'The task does not exist.', 404)
    if (task.status !== 'RUNNING') throw new SqsError('UnsupportedOperation', 'The task is not running.')
    clearTimeout(task.timer)
    task.status = 'CANCELLED'
    return { ApproximateNumberOfMessagesMoved: task.moved }
  }

  sourceUrls(queueUrl: string | undefined) {
    return { queueUrls: this.#sourcesOf(this.#queue(queueUrl, 'QueueUrl')).map((queue) => queue.url) }
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
    for (const { ReceiptHandle, MessageId } of received) {
      const message = task.source.inflightMessages.get(ReceiptHandle)?.message
      if (!message) continue
      const destination = task.destination ?? this.#originOf(task.source, MessageId)
      const copy = SqsStore.createMessage(
        message.body,
        message.messageAttributes,
        undefined,
        message.messageGroupId,
        message.messageDeduplicationId,
      )
      if (destination.isFifo()) copy.sequenceNumber = destination.nextSequenceNumber()
      destination.enqueue(copy)
      task.source.deleteMessage(ReceiptHandle)
    }
    return received.length
  }

  #originOf(deadLetterQueue: LocalQueue, messageId: string): LocalQueue {
    const known = deadLetterQueue.deadLetterSources.get(messageId)
    const origin = known ? this.#store.find(known) : this.#sourcesOf(deadLetterQueue)[0]
    if (!origin) throw new Error('CouldNotDetermineMessageSource')
    return origin
  }

  #sourcesOf(deadLetterQueue: LocalQueue): LocalQueue[] {
    return this.#store.all().filter((queue) => queue.redrive?.deadLetterTargetArn === deadLetterQueue.arn)
  }

  #queue(arnOrUrl: string | undefined, parameter: string): LocalQueue {
    if (!arnOrUrl) throw new SqsError('MissingParameter', `The request must contain the parameter ${parameter}.`)
    const queue = this.#store.find(arnOrUrl)
    if (!queue) throw new SqsError('ResourceNotFoundException', 'The resource that you specified does not exist.', 404)
    return queue
  }
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
