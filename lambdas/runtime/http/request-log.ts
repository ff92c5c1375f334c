import type { MiddlewareObj, Request } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Clock } from '../system/clock.ts'
import { correlationIdOf } from './correlation.ts'
import type { ApiLog } from './environment.ts'
import { requestMetric } from './request-metric.ts'
import { traceOf } from './request-trace.ts'
import { waitingTimeOf } from './waiting-time.ts'

type ApiRequestState = Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>

/**
 * One line per request; the error with its stack where the answer is a 500 or 503. It carries the metric of how long
 * requests take, which leaves out what a caller wished to wait. @param namespace Absent: no metric.
 */
export function requestLog(
  clock: Clock,
  log: ApiLog,
  namespace?: string,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const write = ({ event, response, error, internal }: ApiRequestState): void => {
    const status = response?.statusCode ?? 500
    const now = clock.now()
    const duration_ms = now - Number((internal as { startedAt?: number }).startedAt)
    const waited_ms = waitingTimeOf(event)
    const fields = {
      route: event.routeKey,
      path: event.rawPath,
      status,
      // The same id as in the API's access log.
      request_id: event.requestContext.requestId,
      correlation_id: correlationIdOf(event),
      trace_id: traceOf(event)?.traceparent.split('-')[1],
      duration_ms,
      ...(waited_ms > 0 && { waited_ms }),
      ...(namespace !== undefined && requestMetric(namespace, duration_ms - waited_ms, now)),
    }
    if (status >= 500) log.error('request failed', { ...fields, error })
    else log.info('request answered', fields)
  }
  return {
    before: ({ internal }) => {
      Object.assign(internal, { startedAt: clock.now() })
    },
    after: write,
    onError: write,
  }
}
