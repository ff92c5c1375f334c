import type { AwsRequest, AwsResponse, Clock, ServiceHandler } from '../ports.ts'
import { createForwarding, type ForwardTarget } from './forward.ts'
import { otlpRequest } from './otlp-request.ts'
import { type SpanDocument, spanDocuments } from './span-documents.ts'

export { type ForwardTarget, forwardTarget } from './forward.ts'

/** Where CloudWatch keeps the spans that X-Ray takes (Transaction Search), one log event each. */
const SPANS_LOG_GROUP = 'aws/spans'
const LOG_STREAM = 'default'

export interface TracesOptions {
  clock: Clock
  /** Writes a log event. */
  write: (logGroup: string, logStream: string, message: string) => void
  /** Where spans are sent on to, besides. */
  forwardTo?: ForwardTarget | undefined
  onProblem: (message: string) => void
}

/** The OTLP endpoint of X-Ray: what it takes can be read in the log group `aws/spans`, as on AWS. In memory. */
export interface LocalTraces {
  /** Scope `xray`. */
  handle: ServiceHandler
  /** Resolves when everything was sent on, or given up, after `drainMs` at the latest. */
  close(drainMs: number): Promise<void>
}

export function startTraces({ clock, write, forwardTo, onProblem }: TracesOptions): LocalTraces {
  const forwarding = forwardTo && createForwarding(forwardTo, onProblem)
  return {
    async handle(request) {
      const taken = spansOf(request, clock.now())
      if (!Array.isArray(taken)) return taken
      for (const { document } of taken) write(SPANS_LOG_GROUP, LOG_STREAM, document)
      forwarding?.send(request.body)
      return json(200, { partialSuccess: {} })
    },
    close: async (drainMs) => forwarding?.settled(drainMs),
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html */
const MAX_REQUEST_BYTES = 5 * 1024 * 1024
const MAX_SPANS = 10_000
const MAX_SPAN_BYTES = 200 * 1024
const HOUR_MS = 3_600_000
const OLDEST_MS = 14 * 24 * HOUR_MS
const NEWEST_MS = 2 * HOUR_MS

/** The spans of a request, or why it is refused: as a whole, as the endpoint does. */
function spansOf({ method, path, headers, body }: AwsRequest, now: number): SpanDocument[] | AwsResponse {
  if (method !== 'POST' || path !== '/v1/traces') return refusal(404, `There is no ${method} ${path}.`)
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('application/json')) {
    return refusal(415, `The local runtime takes OTLP as application/json; this is ${type || 'nothing'}.`)
  }
  if (body.length > MAX_REQUEST_BYTES) return refusal(400, `The request has ${body.length} bytes; 5 MB are allowed.`)
  const { data, error } = otlpRequest.safeParse(parsed(body))
  if (!data) {
    const [{ path: place, message } = { path: [], message: '' }] = error.issues
    return refusal(400, `${place.join('.') || 'The body'}: ${message}`)
  }
  const spans = spanDocuments(data)
  if (spans.length > MAX_SPANS) return refusal(400, `The request has ${spans.length} spans; ${MAX_SPANS} are allowed.`)
  const large = spans.find(({ document }) => Buffer.byteLength(document) > MAX_SPAN_BYTES)
  if (large) return refusal(400, 'A span has more than 200 KB.')
  const strange = spans.find(({ start, end }) => !isNear(start, now) || !isNear(end, now) || end < start)
  return strange
    ? refusal(400, 'A span is older than 14 days, more than 2 hours ahead, or ends before it began.')
    : spans
}

function isNear(nanoseconds: bigint, now: number): boolean {
  const at = Number(nanoseconds / 1_000_000n)
  return at >= now - OLDEST_MS && at <= now + NEWEST_MS
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

const json = (status: number, value: unknown): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/** https://opentelemetry.io/docs/specs/otlp/#failures-1: the body is a Status. */
const refusal = (status: number, message: string): AwsResponse => json(status, { message })
