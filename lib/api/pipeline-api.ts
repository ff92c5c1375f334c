import { Aws, Fn, Stack, Validations } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { pascalCase } from '../names.ts'
import type { Service } from '../service.ts'
import type { Settings } from '../settings.ts'
import { removalOf } from '../storage/removal.ts'
import { ApiAlarms } from './api-alarms.ts'
import { authorizerOf } from './api-auth.ts'
import { corsFor } from './cors.ts'
import type { RouteFallback } from './route-fallback.ts'

export interface PipelineApiProps {
  readonly settings: Settings
  readonly services: readonly Service[]
  readonly fallback: RouteFallback
  readonly alarmTopic: ITopic
}

/** Limits of the whole API: callers get 429 before they can exhaust the account's concurrency. */
const THROTTLE = { rateLimit: 2000, burstLimit: 1000 }

/** One HTTP API; each service answers its own routes through one integration. */
export class PipelineApi extends Construct {
  readonly api: HttpApi
  readonly stage: HttpStage
  readonly #accessLogs: LogGroup

  constructor(scope: Construct, id: string, { settings, services, fallback, alarmTopic }: PipelineApiProps) {
    super(scope, id)
    this.api = new HttpApi(this, 'Api', {
      description: 'Event pipeline',
      createDefaultStage: false,
      ...corsFor(settings.corsOrigins),
    })
    const authorizer = authorizerOf(settings.apiAuth)
    for (const { declaration, api } of services) {
      if (!api) continue
      const integration = lambdaIntegration(pascalCase(declaration.name), api)
      const scope = this.#besideFunction(api)
      for (const route of declaration.api?.routes ?? []) {
        const routeKey = HttpRouteKey.with(route.path, HttpMethod[route.method])
        this.#route(scope, route.operation, routeKey, integration, authorizer)
      }
    }
    // The permission names the route, because a permission for all methods and paths (`/*/*/*`) does not cover the route `$default`,
    // which has neither: https://github.com/aws/serverless-application-model/issues/1860.
    const ofFallback = new HttpLambdaIntegration('Fallback', fallback.function)
    this.#route(this, 'Default', HttpRouteKey.DEFAULT, ofFallback, authorizer)
    if (settings.corsOrigins.length > 0) this.#admitPreflights(ofFallback)
    this.#accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: accessLogGroupName(this),
      retention: settings.logDays,
      removalPolicy: removalOf(settings),
    })
    this.stage = this.#stageOf(settings)
    new ApiAlarms(this, 'Alarms', {
      stage: this.stage,
      accessLogs: this.#accessLogs,
      alerting: { settings, alarmTopic },
    })
  }

  /**
   * Before a cross-origin request, a browser sends OPTIONS without credentials. The route `$default` would take that request and demand
   * credentials, so AWS documents this extra route: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html,
   * "Configuring CORS for an HTTP API with a $default route and an authorizer".
   */
  #admitPreflights(integration: HttpLambdaIntegration): void {
    const routeKey = HttpRouteKey.with('/{proxy+}', HttpMethod.OPTIONS)
    const authorizer = new HttpNoneAuthorizer()
    const route = new HttpRoute(this, 'Preflight', { httpApi: this.api, routeKey, integration, authorizer })
    acknowledgeOpen(
      route,
      'Browsers send no credentials with a preflight; its answer says which methods there are, no more.',
    )
  }

  /** The routes of a service stand in its own stack: a new one needs no deployment but that of its service. */
  #besideFunction(handler: LambdaFunction): Construct {
    const stack = Stack.of(handler)
    if (stack === Stack.of(this)) return this
    return (stack.node.tryFindChild(this.node.id) as Construct | undefined) ?? new Construct(stack, this.node.id)
  }

  #route(
    scope: Construct,
    id: string,
    routeKey: HttpRouteKey,
    integration: HttpLambdaIntegration,
    authorizer: IHttpRouteAuthorizer,
  ): void {
    const route = new HttpRoute(scope, pascalCase(id), { httpApi: this.api, routeKey, integration, authorizer })
    if (authorizer instanceof HttpNoneAuthorizer) {
      acknowledgeOpen(
        route,
        'Whoever deploys asked for an open API with apiAuth=none; without it every route demands a caller that is known.',
      )
    }
  }

  #stageOf(settings: Settings): HttpStage {
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      detailedMetricsEnabled: settings.apiMetrics === 'detailed',
      accessLogSettings: { destination: new LogGroupLogDestination(this.#accessLogs), format: ACCESS_LOG_FORMAT },
    })
  }
}

const acknowledgeOpen = (route: HttpRoute, reason: string) =>
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason })

/**
 * API Gateway adds every log group to one resource policy, which has room for 5,120 characters, unless its name begins with
 * `/aws/vendedlogs/`: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html. The end of
 * the stack's id makes it a new one for a stack that is made again, since the logs of prod outlive their stack.
 */
const accessLogGroupName = (scope: Construct): string =>
  `/aws/vendedlogs/http-apis/${Stack.of(scope).stackName}/${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`

const lambdaIntegration = (id: string, handler: LambdaFunction) =>
  new HttpLambdaIntegration(id, handler, { scopePermissionToRoute: false })

const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    request_id: '$context.requestId',
    ip: '$context.identity.sourceIp',
    caller: '$context.identity.caller',
    subject: '$context.authorizer.claims.sub',
    method: '$context.httpMethod',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    latency_ms: '$context.responseLatency',
    integration_latency_ms: '$context.integrationLatency',
    response_bytes: '$context.responseLength',
    error: '$context.error.message',
  }),
)
