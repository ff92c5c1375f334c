import type { MiddlewareObj, Request } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Clock } from '../system/clock.ts'
import { correlationIdOf } from './correlation.ts'
import type { ApiLog } from './environment.ts'

type ApiRequestState = Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>

/** One line per request; the error with its stack where the answer is a 500 or 503. */
export function requestLog(
  clock: Clock,
  log: ApiLog,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const write = ({ event, response, error, internal }: ApiRequestState): void => {
    const status = response?.statusCode ?? 500
    const fields = {
      route: event.routeKey,
      path: event.rawPath,
      status,
      correlation_id: correlationIdOf(event),
      duration_ms: clock.now() - Number((internal as { startedAt?: number }).startedAt),
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
