import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { toError } from '../to-error.ts'
import { createdSpans } from '../tracing/created-spans.ts'
import type { SpanRecord } from '../tracing/span-record.ts'
import { correlationIdOf } from './correlation.ts'
import type { RequestTrace } from './request-trace.ts'

export interface Answered {
  readonly status: number
  /** The error that was thrown, if any: a refusal or a failure. */
  readonly error: unknown
  readonly requestId: string
}

/**
 * The span of a request, and one for each event and command that it has stored. Personal data (addresses, user agents, the query) stays out.
 * Source: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function requestSpans(
  event: APIGatewayProxyEventV2,
  place: Pick<SpanRecord, 'context' | 'parent' | 'links' | 'startMs' | 'endMs'>,
  { status, error, requestId }: Answered,
  stored: RequestTrace['stored'],
): SpanRecord[] {
  const { method } = event.requestContext.http
  const request: SpanRecord = {
    ...place,
    name: event.routeKey,
    kind: 'SERVER',
    attributes: {
      'http.request.method': method,
      'http.route': event.routeKey.replace(/^\S+ /, ''),
      'http.response.status_code': status,
      'url.path': event.rawPath,
      'url.scheme': 'https',
      'faas.trigger': 'http',
      'faas.invocation_id': requestId,
      'messaging.message.conversation_id': correlationIdOf(event),
      // A refusal is no failure of the server.
      ...(status >= 500 && { 'error.type': String(status) }),
    },
    error: status >= 500 && error !== undefined && error !== null ? failureOf(error) : undefined,
  }
  return [request, ...(stored ? createdSpans(stored, place.context, stored.at) : [])]
}

function failureOf(thrown: unknown): SpanRecord['error'] {
  const { name, message, stack } = toError(thrown)
  return { type: name, message, stack }
}
