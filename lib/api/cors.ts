import { Duration } from 'aws-cdk-lib'
import { CorsHttpMethod, type HttpApiProps } from 'aws-cdk-lib/aws-apigatewayv2'

/** Request headers that the API or its authorizer reads. Those of SigV4 are among them, for pages that sign their requests. */
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

/** Response headers that a script may read, besides the few that browsers always expose. */
const ANSWER_HEADERS = [
  'accept',
  'allow',
  'apigw-requestid',
  'idempotency-replayed',
  'location',
  'preference-applied',
  'retry-after',
  'x-correlation-id',
]

/** How long a browser may keep the answer to its preflight request. Chrome keeps none for longer than two hours. */
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
