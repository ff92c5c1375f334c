import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { Route } from '../declarations/routes.ts'
import type { ApiEnvironment } from './environment.ts'
import type { OperationsOf } from './operation.ts'

export type ApiHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>

/** The Lambda function behind the routes of one service. */
export function apiHandler<const Routes extends readonly Route[]>(
  routes: Routes,
  environment: ApiEnvironment,
  operations: OperationsOf<Routes>,
): ApiHandler {
  throw new Error(`not built yet: ${routes.length} ${environment.service} ${Object.keys(operations).length}`)
}
