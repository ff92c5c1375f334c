import { Duration } from 'aws-cdk-lib'
import { CorsHttpMethod, type HttpApiProps } from 'aws-cdk-lib/aws-apigatewayv2'

/** Headers of requests that mean something to the API or to its authorizer; SigV4's too, for pages that sign. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'prefer',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-correlation-id',
]

/** Headers of answers that a script may read, besides the few that browsers always show. */
const ANSWER_HEADERS = ['allow', 'apigw-requestid', 'location', 'preference-applied', 'retry-after', 'x-correlation-id']

/** Until a browser asks again. Chrome keeps no answer for longer than two hours. */
const MAX_AGE = Duration.hours(2)

/**
 * Lets pages of these origins call the API from a browser. Callers are told apart by the header `authorization` alone,
 * so browsers need not, and may not, send cookies along.
 */
export const corsFor = (origins: readonly string[]): Pick<HttpApiProps, 'corsPreflight'> =>
  origins.length === 0
    ? {}
    : {
        corsPreflight: {
          allowOrigins: [...origins],
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE],
          allowHeaders: REQUEST_HEADERS,
          exposeHeaders: ANSWER_HEADERS,
          maxAge: MAX_AGE,
        },
      }
