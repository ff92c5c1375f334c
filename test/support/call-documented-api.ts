import type { ApiHandler } from '../../lambdas/runtime/http/api-handler.ts'
import { type ApiCall, type ApiResult, callApi as call } from '../../lambdas/runtime/testing/call-api.ts'
import { undocumented } from './documented-answers.ts'

/** Calls a handler of the product, and fails for an answer that OpenAPI does not describe. */
export async function callApi(handler: ApiHandler, routeKey: string, options: ApiCall = {}): Promise<ApiResult> {
  const result = await call(handler, routeKey, options)
  const contentType = String(result.headers['content-type'] ?? '')
  const wrong = undocumented(routeKey, { ...result, contentType })
  if (wrong !== undefined) throw new Error(wrong)
  return result
}
