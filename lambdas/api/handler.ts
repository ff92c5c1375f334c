import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { answers } from '../runtime/http/answers.ts'
import { correlation } from '../runtime/http/correlation.ts'
import { jsonLog } from '../runtime/http/json-log.ts'
import { requestLog } from '../runtime/http/request-log.ts'
import { systemClock } from '../runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../runtime/system/ids.ts'
import { variable } from '../runtime/system/variable.ts'
import { fallback, type KnownRoute } from './fallback.ts'

const answer = fallback(JSON.parse(variable('ROUTES')) as KnownRoute[])

/** The `$default` route: every request that no route of a service takes. */
export const handler = middy()
  .use(correlation(createIds(systemClock, systemRandomBytes)))
  .use(requestLog(systemClock, jsonLog('api')))
  .use(answers())
  .handler(async (event: APIGatewayProxyEventV2) => answer(event.requestContext.http.method, event.rawPath))
