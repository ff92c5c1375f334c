import { createRouter } from '../http-api/index.ts'
import type { Problem } from '../problem.ts'
import { isWholeBetween } from '../values.ts'

const bad = (path: readonly PropertyKey[], message: string): Problem => ({ path, code: 'BadRequestException', message })

interface ApiParts {
  Name: string
  CorsConfiguration?: { MaxAge?: number } | undefined
}

/** https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html */
export function* apiProblems({ Name, CorsConfiguration }: ApiParts): Iterable<Problem> {
  if (Name.length < 1 || Name.length > 128) yield bad(['Name'], 'The name of an API must be 1 to 128 characters long.')
  const maxAge = CorsConfiguration?.MaxAge
  if (maxAge !== undefined && !isWholeBetween(maxAge, -1, 86_400)) {
    yield bad(['CorsConfiguration', 'MaxAge'], `MaxAge must be from -1 to 86400 seconds, not ${maxAge}.`)
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html */
export function* stageProblems({ StageName }: { StageName: string }): Iterable<Problem> {
  if (StageName === '$default' || /^[\w-]{1,128}$/.test(StageName)) return
  const allowed = 'letters, digits, hyphens and underscores, at most 128, or $default'
  yield bad(['StageName'], `The name of a stage must be ${allowed}, not "${StageName}".`)
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: "Maximum integration timeout: 30 seconds". */
export function* integrationProblems({ TimeoutInMillis }: { TimeoutInMillis?: number | undefined }): Iterable<Problem> {
  if (TimeoutInMillis === undefined || isWholeBetween(TimeoutInMillis, 50, 30_000)) return
  yield bad(['TimeoutInMillis'], `The timeout must be from 50 to 30000 milliseconds, not ${TimeoutInMillis}.`)
}

interface RouteParts {
  RouteKey: string
  Target: string
  AuthorizationType?: string | undefined
  AuthorizerId?: string | undefined
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
export function* routeProblems(route: RouteParts): Iterable<Problem> {
  const { RouteKey, Target, AuthorizationType, AuthorizerId } = route
  try {
    createRouter([{ routeKey: RouteKey, functionArn: '' }])
  } catch (error) {
    yield bad(['RouteKey'], (error as Error).message)
  }
  if (!/^integrations\/./.test(Target)) yield bad(['Target'], `A target must be integrations/<id>, not "${Target}".`)
  if (AuthorizationType === 'JWT' && !AuthorizerId) {
    yield bad(['AuthorizerId'], 'A route of AuthorizationType JWT must name an authorizer.')
  }
}
