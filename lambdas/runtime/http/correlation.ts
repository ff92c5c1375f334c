import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Ids } from '../system/ids.ts'
import type { Caller } from './request.ts'
import { isCleanText } from './text-check.ts'

export const CORRELATION_HEADER = 'x-correlation-id'

const identifier = /^[A-Za-z0-9_.:-]{1,128}$/

/**
 * Every request has a correlation id: the caller's own (`X-Correlation-Id`) if it is fit to be one, else a new one. It is
 * answered back, so the caller sees which.
 */
export const correlation = (ids: Ids): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> => {
  const answerBack: MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>['after'] = (request) => {
    if (!request.response) return
    request.response.headers = { ...request.response.headers, [CORRELATION_HEADER]: correlationIdOf(request.event) }
  }
  return {
    before: ({ event }) => {
      if (!identifier.test(correlationIdOf(event))) event.headers[CORRELATION_HEADER] = ids.next('req')
    },
    after: answerBack,
    onError: answerBack,
  }
}

export const correlationIdOf = (event: APIGatewayProxyEventV2): string => event.headers[CORRELATION_HEADER] ?? ''

interface Authorizer {
  readonly iam?: { readonly userArn?: string | null }
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> }
}

/** Who calls, as API Gateway's authorizer found out; cut to what an event may carry. */
export function callerOf(event: APIGatewayProxyEventV2): Caller {
  const { http, authorizer } = event.requestContext as typeof event.requestContext & { authorizer?: Authorizer }
  const userId = authorizer?.iam?.userArn ?? authorizer?.jwt?.claims?.sub
  return {
    ...(typeof userId === 'string' && userId !== '' && { userId: userId.slice(0, 256) }),
    ...(http.sourceIp && { ipAddress: http.sourceIp.slice(0, 64) }),
    ...(http.userAgent && isCleanText(http.userAgent) && { userAgent: http.userAgent.slice(0, 512) }),
  }
}
