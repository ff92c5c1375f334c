import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'
import { toViolations } from '../../../events/errors.ts'
import { readJsonBody } from './body.ts'
import { HttpError, type InputViolation, notFound, validationFailed } from './http-error.ts'
import type { RequestSchemas } from './request.ts'
import { isCleanText, UNCLEAN_TEXT, uncleanTexts } from './text-check.ts'

// zod/mini comes without messages; a caller is owed more than "Invalid input". They are given with each call: a setting of zod would
// hold for all that shares it, such as the other functions of a thread of the local runtime.
const inEnglish = { error: en().localeError }

export interface ValidInput {
  readonly path: unknown
  readonly query: unknown
  readonly headers: unknown
  readonly body: unknown
  /** The body as it was sent, before unknown properties were dropped. */
  readonly rawBody: unknown
}

/**
 * Reads every part of the request that has a schema, and names all violations at once.
 * @throws {HttpError} 400, 404, 413, 415 or 422.
 */
export function validateInput(schemas: RequestSchemas, event: APIGatewayProxyEventV2): ValidInput {
  const violations: InputViolation[] = []
  const path = readParameters(schemas.path, event.pathParameters, 'parameter', violations)
  // No resource can have such a name, so the answer is 404. Only with PUT does a caller choose the name of something new.
  if (violations.length > 0 && event.requestContext.http.method !== 'PUT') {
    throw notFound('There is nothing by this name.')
  }
  const query = readParameters(schemas.query, event.queryStringParameters, 'parameter', violations)
  const headers = schemas.headers
    ? readParameters(schemas.headers, event.headers, 'header', violations)
    : (event.headers as unknown)
  const rawBody = schemas.body ? readJsonBody(event) : undefined
  const body = schemas.body ? checkBody(schemas.body, rawBody, violations) : undefined
  if (violations.length > 0) throw validationFailed(violations)
  return { path, query, headers, body, rawBody }
}

function checkBody(schema: z.ZodMiniType, rawBody: unknown, violations: InputViolation[]): unknown {
  const unclean = uncleanTexts(rawBody).map((pointer) => ({ pointer, message: UNCLEAN_TEXT }))
  violations.push(...unclean)
  const parsed = schema.safeParse(rawBody, inEnglish)
  if (parsed.success) return parsed.data
  if (rawBody === undefined) throw new HttpError(400, 'body_required', 'This request needs a JSON body.')
  const known = new Set(unclean.map(({ pointer }) => pointer))
  violations.push(...toViolations(parsed.error.issues).filter(({ pointer }) => !known.has(pointer)))
  return undefined
}

function readParameters(
  schema: z.ZodMiniType | undefined,
  values: Readonly<Record<string, string | undefined>> = {},
  kind: 'parameter' | 'header',
  violations: InputViolation[],
): unknown {
  if (!schema) return undefined
  const at = (name: string, message: string) =>
    violations.push(kind === 'header' ? { header: name, message } : { parameter: name, message })
  const unclean = Object.keys(values).filter((name) => !isCleanText(values[name] ?? ''))
  for (const name of unclean) at(name, UNCLEAN_TEXT)
  const parsed = schema.safeParse(values, inEnglish)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    // A strict schema reports unknown names together.
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')]
    for (const name of names) if (!unclean.includes(name)) at(name, issue.message)
  }
  return undefined
}
