import type { Answer } from '../runtime/http/answer.ts'
import { ok } from '../runtime/http/answer.ts'

/** Path at which the API serves its own description. */
export const OPENAPI_PATH = '/openapi.json'

/**
 * The OpenAPI document as it was generated, with the security that this installation demands of its callers.
 * Loaded with the first request for it: what no route takes, otherwise, does without.
 */
export async function openApi(auth: string | undefined): Promise<Answer> {
  const { default: document } = await import('../../contracts/openapi.json', { with: { type: 'json' } })
  return ok({ ...document, security: auth === 'none' ? [] : document.security.filter((one) => !auth || auth in one) })
}
