import * as z from 'zod/mini'
import type { OperationDescription, ProblemDescription } from '../declarations/api-description.ts'
import type { Route } from '../declarations/routes.ts'

type Applies = (route: Route, request: NonNullable<OperationDescription['request']>) => boolean

const always: Applies = () => true
const changesSomething: Applies = ({ method }) => method !== 'GET'
const hasBody: Applies = (_, { body }) => body !== undefined

const violations = z.array(
  z.object({
    message: z.string(),
    /** JSON pointer into the body. */
    pointer: z.optional(z.string()),
    parameter: z.optional(z.string()),
    header: z.optional(z.string()),
  }),
)

/** `errors` of a problem document: what is wrong, and where. */
export const violationMembers = { errors: violations }

/** The problems that the runtime itself answers with, before, around and after an operation. */
const problems: readonly (ProblemDescription & { readonly applies: Applies })[] = [
  { code: 'body_required', status: 400, meaning: 'The request needs a JSON body', applies: hasBody },
  { code: 'malformed_json', status: 400, meaning: 'The body is not well-formed JSON in UTF-8', applies: hasBody },
  { code: 'body_too_deep', status: 400, meaning: 'The body is nested more than 32 levels deep', applies: hasBody },
  {
    code: 'operators_only',
    status: 403,
    meaning: 'Only an operator may do this',
    applies: ({ access = 'operator' }) => access === 'operator',
  },
  {
    code: 'no_customer',
    status: 403,
    meaning: 'The token names no customer, and is not one of an operator',
    applies: ({ access }) => access === 'owner',
  },
  {
    code: 'not_found',
    status: 404,
    meaning: 'Nothing can have that name',
    applies: ({ method }, { path }) => method !== 'PUT' && path !== undefined,
  },
  {
    code: 'conflict',
    status: 409,
    meaning: 'Other writers kept changing the same thing; nothing was stored, try again',
    applies: changesSomething,
  },
  { code: 'body_too_large', status: 413, meaning: 'The body has more than 256 KiB', applies: hasBody },
  {
    code: 'event_too_large',
    status: 413,
    meaning: 'What the request says does not fit one event',
    applies: changesSomething,
  },
  {
    code: 'unsupported_media_type',
    status: 415,
    meaning: 'The body is not sent as application/json in UTF-8',
    applies: hasBody,
  },
  {
    code: 'validation_failed',
    status: 422,
    meaning: 'The request is well-formed, but not valid; `errors` says where',
    members: violationMembers,
    applies: (route, request) => changesSomething(route, request) || request.query !== undefined,
  },
  {
    code: 'idempotency_key_reused',
    status: 422,
    meaning: 'This Idempotency-Key was used for another request',
    applies: changesSomething,
  },
  { code: 'internal_error', status: 500, meaning: 'Something unexpected went wrong on our side', applies: always },
  {
    code: 'unavailable',
    status: 503,
    meaning: 'A part of the service is away; try again with the same Idempotency-Key',
    applies: always,
  },
]

/** Refusals that follow from a route's method, path and access. */
export const commonProblems = (
  route: Route,
  request: NonNullable<OperationDescription['request']> = {},
): ProblemDescription[] =>
  problems.filter(({ applies }) => applies(route, request)).map(({ applies: _, ...problem }) => problem)
