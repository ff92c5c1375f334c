import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { answers } from '../runtime/http/answers.ts'
import { correlation } from '../runtime/http/correlation.ts'
import { jsonLog } from '../runtime/http/json-log.ts'
import { requestLog } from '../runtime/http/request-log.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../runtime/system/ids.ts'
import { optionalVariable, variable } from '../runtime/system/variable.ts'
import { fallback, type KnownRoute } from './fallback.ts'
import { OPENAPI_PATH, openApi } from './openapi.ts'

const answer = fallback([...(JSON.parse(variable('ROUTES')) as KnownRoute[]), ['GET', OPENAPI_PATH]])

/** The `$default` route: every request that no route of a service takes, and the API's own description. */
export const handler = middy()
  .use(correlation(createIds(systemClock, systemRandomBytes)))
  .use(requestLog(systemClock, jsonLog('api')))
  .use(answers())
  .handler(async ({ requestContext: { http }, rawPath }: APIGatewayProxyEventV2) =>
    http.method === 'GET' && rawPath === OPENAPI_PATH
      ? openApi(optionalVariable('API_AUTH'))
      : answer(http.method, rawPath),
  )
