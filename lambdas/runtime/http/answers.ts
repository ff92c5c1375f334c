import type { MiddlewareObj } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Answer } from './answer.ts'
import { correlationIdOf } from './correlation.ts'
import { toProblem } from './problem.ts'

/** Answers may hold data that only this caller may see, so shared caches must not keep them. */
const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** The result of an operation, or its failure, in the form that API Gateway expects. */
export const answers = (): MiddlewareObj<APIGatewayProxyEventV2, Answer | APIGatewayProxyStructuredResultV2> => ({
  after: (request) => {
    request.response = toResult(request.response as Answer, request.event)
  },
  onError: (request) => {
    request.response = toProblemResult(request.error, request.event)
  },
})

/** The details of a refusal may hold values that cannot be written as JSON. */
function toProblemResult(error: unknown, event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  try {
    return toResult(toProblem(error), event)
  } catch (thrown) {
    return toResult(toProblem(new Error('The problem has no JSON form.', { cause: thrown })), event)
  }
}

function toResult({ status, headers, body }: Answer, event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode: status, headers: { ...always, ...headers } }
  const sent = status >= 400 ? { ...body, instance: event.rawPath, correlation_id: correlationIdOf(event) } : body
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...always, ...headers },
    // The answer to HEAD must not have a body: clients would take it for the beginning of the next answer.
    body: event.requestContext.http.method === 'HEAD' ? '' : JSON.stringify(sent),
  }
}
