import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { DeliveryCheck } from '../iam/index.ts'
import type { LocalQueues, ServiceHandler } from '../ports.ts'
import { WINDOW_MS } from './deduplication.ts'
import type { TopicDeliveryListener } from './fan-out.ts'
import { S3Store, SnsStore, SqsError } from './library.ts'
import { LocalPersistence } from './persistence.ts'
import type { LocalQueue } from './queue.ts'
import { queueProblems, refuse } from './queue-attributes.ts'
import { depthsOf, type QueueDepths } from './queue-depths.ts'
import { localQueues } from './queues.ts'
import type { RawServer } from './raw-server.ts'
import { sqsActions } from './sqs-actions.ts'
import { LocalQueueStore } from './store.ts'
import { refuseForTopic, subscriptionProblems, topicProblems } from './topic-attributes.ts'

export type { TopicDeliveryListener } from './fan-out.ts'
export { messageSize } from './message-checks.ts'
export { queueProblems } from './queue-attributes.ts'
export type { QueueDepths } from './queue-depths.ts'
export { subscriptionProblems, topicProblems } from './topic-attributes.ts'

export interface MessagingOptions {
  region: string
  accountId: string
  /** Scheme, host and port of queue URLs. */
  baseUrl: string
  /** Everything is kept in `<dataDir>/fauxqs`; without it, in memory. */
  dataDir?: string
  /** Why a queue's policy refuses what a topic delivers. Default: none does. */
  refusalOf?: DeliveryCheck
  /** Told of each message that a queue has got from a topic. */
  onTopicDelivery?: TopicDeliveryListener | undefined
}

/** Whether a queue refuses a message because of the message itself (too large, no group), so that it would refuse it again. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof SqsError
}

/** SQS, SNS and S3: fauxqs embedded in this process. */
export interface LocalMessaging {
  queues: LocalQueues
  /** Answers a request of SQS or SNS. */
  handle: ServiceHandler
  /** Serves a request of S3, whose body may be large: it is read as it comes. */
  serve(request: IncomingMessage, response: ServerResponse): void
  /** Creates the queue, or gives the existing one these attributes; its messages stay. */
  createQueue(name: string, attributes: Record<string, string>): { url: string; arn: string }
  setQueueAttributes(arnOrUrl: string, attributes: Record<string, string>): void
  queueDepths(arnOrUrl: string): QueueDepths | undefined
  /** The policy that a queue or topic has now, as text. */
  policyOf(arn: string): string | undefined
  /** Its messages go with it. */
  deleteQueue(arnOrUrl: string): void
  hasQueue(arnOrUrl: string): boolean
  queueNames(): string[]
  createTopic(name: string, attributes: Record<string, string>): { arn: string }
  setTopicAttributes(arn: string, attributes: Record<string, string>): void
  hasTopic(arn: string): boolean
  /** Its subscriptions go with it. */
  deleteTopic(arn: string): void
  /** Subscribes a queue, or gives its existing subscription these attributes. */
  subscribeQueue(topicArn: string, queueArn: string, attributes: Record<string, string>): { arn: string }
  unsubscribe(subscriptionArn: string): void
  createBucket(name: string): void
  /** Throws when something is in it. */
  deleteBucket(name: string): void
  /** Ends subscriptions of an earlier run that nothing has asked for in this one. */
  dropLeftOvers(): void
  /** Loads what the first request needs, so that it does not wait for that. */
  warm(): Promise<void>
  close(): Promise<void>
}

export async function startMessaging(options: MessagingOptions): Promise<LocalMessaging> {
  const queues = new LocalQueueStore()
  queues.baseUrl = options.baseUrl
  queues.region = options.region
  const topics = new SnsStore()
  topics.region = options.region
  const buckets = new S3Store()
  const persistence = options.dataDir ? new LocalPersistence(join(options.dataDir, 'fauxqs')) : undefined
  if (persistence) attach(persistence, queues, topics, buckets)

  let loading: Promise<RawServer> | undefined
  const server = () => {
    loading ??= import('./raw-server.ts').then((module) =>
      module.rawServer({ ...options, queues, topics, buckets, persistence }),
    )
    return loading
  }
  const actions = sqsActions(queues)
  const leftOvers = new Set(topics.subscriptions.keys())
  const arn = (service: string, name: string) => `arn:aws:${service}:${options.region}:${options.accountId}:${name}`
  const existing = (arnOrUrl: string): LocalQueue => {
    const queue = queues.find(arnOrUrl)
    if (!queue) throw new Error(`No queue ${arnOrUrl}`)
    return queue
  }

  return {
    queues: localQueues(queues),
    async handle(request) {
      if (actions.accepts(request.headers)) return actions.handle(request.headers, request.body)
      return (await server()).handle(request)
    },
    serve(request, response) {
      const work = server().then((app) => app.serve(request, response))
      work.catch((error: Error) => {
        if (response.headersSent) response.destroy()
        else response.writeHead(500).end(error.message)
      })
    },
    createQueue(name, attributes) {
      refuse(queueProblems(name, attributes))
      const queue = queues.find(arn('sqs', name)) ?? queues.createQueue(name, '', arn('sqs', name), attributes)
      queue.setAttributes(attributes)
      return { url: queue.url, arn: queue.arn }
    },
    setQueueAttributes: (arnOrUrl, attributes) => existing(arnOrUrl).setAttributes(attributes),
    policyOf: (of) => queues.find(of)?.attributes.Policy ?? topics.getTopic(of)?.attributes.Policy,
    queueDepths(arnOrUrl) {
      const queue = queues.find(arnOrUrl)
      return queue && depthsOf(queue)
    },
    deleteQueue(arnOrUrl) {
      const queue = queues.find(arnOrUrl)
      if (queue) queues.deleteQueue(queue.url)
    },
    hasQueue: (arnOrUrl) => queues.find(arnOrUrl) !== undefined,
    queueNames: () => queues.all().map((queue) => queue.name),
    createTopic(name, attributes) {
      refuseForTopic(topicProblems(name, attributes))
      const topic = topics.getTopic(arn('sns', name)) ?? topics.createTopic(name, attributes, undefined, options.region)
      Object.assign(topic.attributes, attributes)
      topics.persistence?.updateTopicAttributes(topic.arn, topic.attributes)
      return { arn: topic.arn }
    },
    setTopicAttributes(topicArn, attributes) {
      const topic = topics.getTopic(topicArn)
      if (!topic) throw new Error(`No topic ${topicArn}`)
      Object.assign(topic.attributes, attributes)
      topics.persistence?.updateTopicAttributes(topicArn, topic.attributes)
    },
    subscribeQueue(topicArn, queueArn, attributes) {
      refuseForTopic(subscriptionProblems(topicArn, queueArn, attributes))
      const known = topics
        .listSubscriptionsByTopic(topicArn)
        .subscriptions.find(({ protocol, endpoint }) => protocol === 'sqs' && endpoint === queueArn)
      if (known) {
        leftOvers.delete(known.arn)
        known.attributes = attributes
        delete known.parsedFilterPolicy
        topics.persistence?.updateSubscriptionAttributes(known.arn, attributes)
        return { arn: known.arn }
      }
      const subscription = topics.subscribe(topicArn, 'sqs', queueArn, attributes)
      if (!subscription) throw new Error(`No topic ${topicArn}`)
      return { arn: subscription.arn }
    },
    hasTopic: (topicArn) => topics.getTopic(topicArn) !== undefined,
    deleteTopic: (topicArn) => void topics.deleteTopic(topicArn),
    unsubscribe: (subscriptionArn) => void topics.unsubscribe(subscriptionArn),
    deleteBucket: (name) => buckets.deleteBucket(name),
    createBucket(name) {
      if (!buckets.hasBucket(name)) buckets.createBucket(name)
    },
    dropLeftOvers() {
      for (const subscription of leftOvers) topics.unsubscribe(subscription)
      leftOvers.clear()
    },
    async warm() {
      await server()
    },
    async close() {
      actions.close()
      queues.shutdown()
      await (await loading)?.close()
      persistence?.close()
    },
  }
}

function attach(persistence: LocalPersistence, queues: LocalQueueStore, topics: SnsStore, buckets: S3Store): void {
  persistence.forgetSent(Date.now() - WINDOW_MS)
  persistence.load(queues, topics, buckets)
  queues.persistence = persistence
  topics.persistence = persistence
  buckets.persistence = persistence
  for (const queue of queues.all()) {
    queue.keepIn(persistence)
    // Messages in flight were with functions of a process that has ended: nobody has to wait for their timeouts.
    queue.releaseInflight()
  }
}
