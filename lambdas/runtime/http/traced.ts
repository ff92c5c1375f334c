import type { MiddlewareObj, Request } from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'

export type TracedRequest = Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>

/** Records traces of requests; see request-traces.ts. */
export interface RequestTraces {
  begin(request: TracedRequest): void
  /** Resolves when the spans are sent, or given up. */
  end(request: TracedRequest): Promise<void>
}

/**
 * Records a trace of the request; the code for it is loaded with the first one. A failure to do so changes nothing about the
 * request or its answer.
 */
export function traced(
  load: () => Promise<RequestTraces>,
): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context> {
  let traces: Promise<RequestTraces> | undefined
  const step = (name: keyof RequestTraces) => async (request: TracedRequest) => {
    try {
      traces ??= load()
      await (await traces)[name](request)
    } catch {
      // The export of spans logs its own failures.
    }
  }
  return { before: step('begin'), after: step('end'), onError: step('end') }
}
