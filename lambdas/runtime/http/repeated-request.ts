import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Answer } from './answer.ts'
import { readJsonBody } from './body.ts'
import type { Caller } from './caller.ts'
import type { ApiEnvironment } from './environment.ts'
import {
  answerAgain,
  findAnswer,
  fingerprintOf,
  type IdempotentRequest,
  idempotencyKeyOf,
  isIdempotencyKey,
} from './idempotency-record.ts'
import type { RequestSchemas } from './request.ts'
import { uncleanTexts } from './text-check.ts'

/**
 * The request as its Idempotency-Key identifies it; undefined for one without a key, and for a query.
 * @param rawBody as it was sent, read as JSON.
 * @throws {HttpError} 422 for a key that is none.
 */
export function idempotentRequest(
  { service, processedTable: table }: ApiEnvironment,
  { requestContext, rawPath, rawQueryString, headers }: APIGatewayProxyEventV2,
  { customerId, userId }: Caller,
  rawBody: unknown,
): IdempotentRequest | undefined {
  const { method } = requestContext.http
  const key = method === 'GET' ? undefined : idempotencyKeyOf(headers)
  if (key === undefined || table === undefined) return undefined
  const fingerprint = fingerprintOf(method, rawPath, rawQueryString, customerId ?? withoutSession(userId), rawBody)
  return { table, service, customerId, key, fingerprint }
}

/** A role as such: who repeats a request may have another session of it, after a renewed login or from another instance. */
const withoutSession = (userId: string | undefined): string | undefined =>
  userId?.replace(/^(arn:[^:]+:sts::\d+:assumed-role\/[^/]+)\/.*$/, '$1')

/**
 * The answer that is kept for a request which its validation refuses by now: it was valid when it was done, and a deployment has made
 * the schema stricter since. Its caller would take a refusal for "it was not done", and do it once more under another key. Both models of
 * this header promise the result without a condition: "The resource SHOULD respond with the result of the previously completed operation,
 * success or an error" (draft-ietf-httpapi-idempotency-key-header-07, 2.6), "Subsequent requests with the same key return the same
 * result" (https://docs.stripe.com/api/idempotent_requests). What comes after a commit (`Prefer: wait`) is left out, because the
 * operation cannot read a request that is not valid for it.
 *
 * It is for a caller who was let in, and for nobody else: the record stands under the caller's customer, and is for the same caller only.
 * @returns undefined if nothing is kept. @throws {HttpError} 422 if the key was used for another request.
 */
export async function keptForInvalid(
  environment: ApiEnvironment,
  event: APIGatewayProxyEventV2,
  caller: Caller,
  schemas: RequestSchemas,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  if (!isIdempotencyKey(event.headers['idempotency-key'])) return undefined
  const sent = sentBody(schemas, event)
  const request = sent && idempotentRequest(environment, event, caller, sent.rawBody)
  const before = request && (await findAnswer(request, environment.readItem, environment.effects.clock.now(), signal))
  return before && answerAgain(before, request.fingerprint)
}

/**
 * A body that cannot be read, or is nested too deep to be compared, was never answered with a success, so nothing can be kept for
 * it.
 */
function sentBody(schemas: RequestSchemas, event: APIGatewayProxyEventV2): { readonly rawBody: unknown } | undefined {
  if (!schemas.body) return { rawBody: undefined }
  try {
    const rawBody = readJsonBody(event)
    uncleanTexts(rawBody)
    return { rawBody }
  } catch {
    return undefined
  }
}
