import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Ids } from '../system/ids.ts'

const CORRELATION_HEADER = 'x-correlation-id'

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
