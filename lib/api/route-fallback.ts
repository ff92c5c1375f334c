import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { mergeAccess, noAccess } from '../functions/access.ts'
import { ROUTE_FALLBACK } from '../functions/entries.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import type { Platform } from '../platform.ts'
import { tellCallersApart } from './api-auth.ts'

export interface RouteFallbackProps {
  readonly platform: Platform
  readonly services: readonly ServiceDeclaration[]
}

/** Answers what no route takes: 404, or 405 with the methods that are allowed; and `GET /openapi.json`. It knows the routes and nothing else. */
export class RouteFallback extends Construct {
  readonly function: LambdaFunction

  constructor(scope: Construct, id: string, { platform, services }: RouteFallbackProps) {
    super(scope, id)
    const routes = services.flatMap(({ api }) => (api?.routes ?? []).map(({ method, path }) => [method, path]))
    this.function = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: 'api',
      description: 'Requests that no route takes',
      code: platform.codeOf(ROUTE_FALLBACK),
      timeoutSeconds: 5,
      memoryMb: 256,
      access: mergeAccess([
        tellCallersApart(platform.settings.apiAuth),
        { ...noAccess, environment: { ROUTES: JSON.stringify(routes) } },
      ]),
    }).function
  }
}
