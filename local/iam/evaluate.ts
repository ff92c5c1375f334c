import { applies, type Statement } from './policy/statement.ts'
import type { AccessRequest, Principal } from './request.ts'

export type Decision =
  | { allowed: true; by: Statement }
  /** The policy that denies explicitly; without one, nothing allows it. */
  | { allowed: false; denial: 'explicit'; in: 'identity' | 'resource' }
  | { allowed: false; denial: 'implicit' }

export interface Policies {
  /** All statements of the role's own policies; none for an AWS service. */
  identity: readonly Statement[]
  /** Of the resource's policy, if it has one. */
  resource: readonly Statement[]
}

/**
 * AWS's evaluation of a request within one account: everything is denied at first; an explicit deny in any policy is
 * final; else one allow suffices, in the identity's policies or in the resource's. A resource policy that allows the
 * account does not allow its roles: it leaves the decision to their own policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function evaluate(principal: Principal, request: AccessRequest, { identity, resource }: Policies): Decision {
  let allow: Statement | undefined
  for (const statement of identity) {
    if (statement.effect === 'Allow' && allow) continue
    if (!applies(statement, request)) continue
    if (statement.effect === 'Deny') return { allowed: false, denial: 'explicit', in: 'identity' }
    allow = statement
  }
  for (const statement of resource) {
    const named = statement.namedBy?.(principal)
    if (named === undefined || !applies(statement, request)) continue
    if (statement.effect === 'Deny') return { allowed: false, denial: 'explicit', in: 'resource' }
    if (named === 'itself') allow ??= statement
  }
  return allow ? { allowed: true, by: allow } : { allowed: false, denial: 'implicit' }
}
