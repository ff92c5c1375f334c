import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { buildApp } from 'fauxqs'
import type { DeliveryCheck } from '../iam/index.ts'
import type { AwsRequest, ServiceHandler } from '../ports.ts'
import type { Problem } from '../problem.ts'
import { checkPutCondition } from './conditional-put.ts'
import type { TopicDeliveryListener } from './fan-out.ts'
import { S3Error, type S3Store, type SnsStore, SqsError } from './library.ts'
import type { LocalPersistence } from './persistence.ts'
import { attributeProblems, type QueueAttributes, queueProblems, refuse } from './queue-attributes.ts'
import { actionNamed, checkedInput } from './request-types.ts'
import { snsActions } from './sns-actions.ts'
import type { LocalQueueStore } from './store.ts'

export interface RawServerParts {
  readonly region: string
  readonly queues: LocalQueueStore
  readonly topics: SnsStore
  readonly buckets: S3Store
  readonly persistence: LocalPersistence | undefined
  readonly refusalOf?: DeliveryCheck
  readonly onTopicDelivery?: TopicDeliveryListener | undefined
}

export interface RawServer {
  /** Serves a request of S3. */
  serve(request: IncomingMessage, response: ServerResponse): void
  /** Answers a request of SQS or SNS that was read already. */
  handle: ServiceHandler
  close(): Promise<void>
}

/**
 * Serves the requests of SQS, SNS and S3 that are not answered elsewhere. In a module of its own, because its web framework is a fifth of
 * what a start would load, and nothing asks it before the runtime is ready.
 */
export async function rawServer(parts: RawServerParts): Promise<RawServer> {
  const { region, queues, topics, buckets, persistence } = parts
  const app = buildApp({
    logger: false,
    defaultRegion: region,
    stores: { sqsStore: queues, snsStore: topics, s3Store: buckets },
  })
  const publishing = snsActions(topics, queues, persistence, parts.refusalOf, parts.onTopicDelivery)
  app.addHook('preHandler', (request, reply, done) => {
    try {
      if (isSqs(request)) {
        const action = actionNamed(request.headers['x-amz-target'])
        const input = checkedInput(action, request.body)
        refuse(attributeRefusals(action, input, queues))
      }
      checkPutCondition(buckets, request)
      done()
    } catch (error) {
      if (error instanceof SqsError) return void reply.status(error.statusCode).send(JSON.stringify(error.toJSON()))
      if (!(error instanceof S3Error)) throw error
      reply.status(error.statusCode).header('content-type', 'application/xml').send(error.toXml())
    }
  })
  await app.ready()
  return {
    serve: (request, response) => app.routing(request, response),
    async handle(request) {
      const published = isForm(request) ? publishing(formOf(request)) : undefined
      if (published) return { status: published.status, headers: { 'content-type': 'text/xml' }, body: published.xml }
      return injected(app, request)
    },
    close: () => app.close(),
  }
}

const formOf = ({ body }: AwsRequest): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body.toString()))

/** The answer of the web framework to a request that does not come from a connection. */
async function injected(app: ReturnType<typeof buildApp>, { method, path, query, headers, body }: AwsRequest) {
  // The body is whole and decoded already.
  const { 'content-length': _, 'content-encoding': __, 'transfer-encoding': ___, ...rest } = headers
  const answer = await app.inject({
    method: method as 'POST',
    url: query.size > 0 ? `${path}?${query}` : path,
    headers: rest,
    payload: body,
  })
  return { status: answer.statusCode, headers: withoutLength(answer.headers), body: answer.rawPayload }
}

/** Its sender counts it again. */
const withoutLength = (headers: OutgoingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ['content-length', 'connection', 'transfer-encoding'].includes(name)
        ? []
        : [[name, String(value)]],
    ),
  )

interface Headed {
  method: string
  headers: Record<string, unknown>
}

const isSqs = ({ headers }: Headed) => String(headers['x-amz-target']).startsWith('AmazonSQS.')

const isForm = ({ method, headers }: Headed) =>
  method === 'POST' && String(headers['content-type']).includes('application/x-www-form-urlencoded')

/** What CreateQueue and SetQueueAttributes refuse; nothing for all other actions. */
function attributeRefusals(action: string, input: Record<string, unknown>, queues: LocalQueueStore): Iterable<Problem> {
  const attributes = (input.Attributes ?? {}) as QueueAttributes
  if (action === 'CreateQueue') return queueProblems(String(input.QueueName ?? ''), attributes)
  if (action !== 'SetQueueAttributes') return []
  const queue = queues.find(String(input.QueueUrl ?? ''))
  // The kind of a queue cannot be changed, and FifoThroughputLimit is judged together with the scope that the queue keeps.
  const scope = queue?.attributes.DeduplicationScope
  const kept = attributes.FifoThroughputLimit !== undefined && scope !== undefined ? { DeduplicationScope: scope } : {}
  return queue ? attributeProblems({ ...kept, ...attributes }, queue.isFifo()) : []
}
