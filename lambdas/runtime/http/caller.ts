import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { isCleanText } from './text-check.ts'

/**
 * The kind of authorizer by which the API identifies callers (`-c apiAuth=`):
 * - `iam`: requests are signed; every caller whom IAM lets in is an operator.
 * - `jwt`: a bearer token names the customer, or grants the scope of operators.
 * - `none`: callers are not identified, and everyone is an operator.
 */
export type CallerRules =
  | { readonly auth: 'iam' | 'none' }
  | {
      readonly auth: 'jwt'
      /** Claim with the `customer_id`. */
      readonly customerClaim: string
      /** One of the scopes in the claim `scope` (or `scp`). */
      readonly operatorScope: string
    }

export interface Caller {
  /** ARN of the IAM principal, or `sub` of the token. */
  readonly userId?: string
  /** May see and change everything. */
  readonly isOperator: boolean
  /** The customer it acts as; absent for operators, and for tokens that name no customer. */
  readonly customerId?: string
  readonly ipAddress?: string
  readonly userAgent?: string
}

/** The form of a customer id in a token: no characters that separate several ids. */
const identifier = /^[A-Za-z0-9_-]{1,128}$/

type Claims = Readonly<Record<string, unknown>>

interface Authorizer {
  readonly iam?: { readonly userArn?: string | null }
  readonly jwt?: { readonly claims?: Claims }
}

/** The caller that API Gateway's authorizer identified, cut to the size that an event may carry. */
export function callerOf(event: APIGatewayProxyEventV2, rules: CallerRules): Caller {
  const { http, authorizer } = event.requestContext as typeof event.requestContext & { authorizer?: Authorizer }
  // A caller that another kind of authorizer admitted counts as unknown: a deployment does not change routes and functions in one instant.
  const claims = authorizer?.jwt?.claims ?? {}
  const userId = rules.auth === 'jwt' ? claims.sub : authorizer?.iam?.userArn
  return {
    ...(typeof userId === 'string' && userId !== '' && isCleanText(userId) && { userId: cut(userId, 256) }),
    ...(rules.auth === 'jwt'
      ? rightsOf(claims, rules)
      : { isOperator: rules.auth === 'none' || Boolean(authorizer?.iam) }),
    ...(http.sourceIp && { ipAddress: http.sourceIp.slice(0, 64) }),
    ...(http.userAgent && isCleanText(http.userAgent) && { userAgent: cut(http.userAgent, 512) }),
  }
}

/** A cut may fall into the middle of a surrogate pair, and half of one is no text that every store takes. */
const cut = (text: string, length: number): string => text.slice(0, length).toWellFormed()

function rightsOf(
  claims: Claims,
  { customerClaim, operatorScope }: Extract<CallerRules, { auth: 'jwt' }>,
): Pick<Caller, 'isOperator' | 'customerId'> {
  if (scopesOf(claims).includes(operatorScope)) return { isOperator: true }
  const id = claims[customerClaim]
  return { isOperator: false, ...(typeof id === 'string' && identifier.test(id) && { customerId: id }) }
}

/** API Gateway hands on a claim that is a list as text: `[orders:read operator]`. */
const scopesOf = ({ scope, scp }: Claims): string[] =>
  [scope, scp].flatMap((claim) => (typeof claim === 'string' ? claim.replace(/^\[|\]$/g, '').split(/[\s,]+/) : []))
