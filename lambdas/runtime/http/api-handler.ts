import middy from '@middy/core'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Route } from '../declarations/routes.ts'
import { quiet } from '../telemetry/quiet.ts'
import { toError } from '../to-error.ts'
import { answers } from './answers.ts'
import { correlation, correlationIdOf } from './correlation.ts'
import type { ApiEnvironment } from './environment.ts'
import { notFound } from './http-error.ts'
import type { Operation, OperationsOf } from './operation.ts'
import { perform } from './perform.ts'
import { requestLog } from './request-log.ts'
import { traced } from './traced.ts'

export type ApiHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

/** Kept back for answering 503 when an operation takes too long. */
const TIME_TO_ANSWER_MS = 200

/**
 * The Lambda function behind the routes of one service. Every answer that is no success is a problem document
 * (RFC 9457). Middy's own HTTP middlewares answer in plain text and call malformed JSON a 415, hence these.
 */
export function apiHandler<const Routes extends readonly Route[]>(
  routes: Routes,
  given: ApiEnvironment,
  operations: OperationsOf<Routes>,
): ApiHandler {
  const environment = { ...given, log: quiet(given.log) }
  const { effects, log, metricsNamespace } = environment
  const byName: Readonly<Record<string, Operation>> = operations
  const byRouteKey = new Map(routes.map((route: Route) => [`${route.method} ${route.path}`, route]))
  const handler = middy({ timeoutEarlyInMillis: TIME_TO_ANSWER_MS })
  // The first middleware runs last on the way out, so it logs the answer as it was sent.
  if (environment.traces) handler.use(traced(environment.traces))
  return handler
    .use(correlation(effects.ids))
    .use(requestLog(effects.clock, log, metricsNamespace))
    .use(answers())
    .handler(async (event: APIGatewayProxyEventV2, context: Context, { signal }) => {
      const route = byRouteKey.get(event.routeKey)
      const operation = route && byName[route.operation]
      if (!operation) throw notFound(`There is no ${event.routeKey}.`)
      const deadline = effects.clock.now() + context.getRemainingTimeInMillis() - TIME_TO_ANSWER_MS
      const { access } = route
      const correlationId = correlationIdOf(event)
      return await perform(operation, environment, { event, access, correlationId, signal, deadline }).catch(
        (thrown) => {
          throw toError(thrown)
        },
      )
    }) as unknown as ApiHandler
}
