import type { PolicySet } from './policy/policy-set.ts'
import type { Statement } from './policy/statement.ts'
import type { AccessRequest, Principal } from './request.ts'

export type Decision =
  | { allowed: true; by: Statement; in: PolicySide }
  /** The policy that denies explicitly. */
  | { allowed: false; denial: 'explicit'; in: PolicySide }
  /** Nothing allows it. */
  | { allowed: false; denial: 'implicit' }

export type PolicySide = 'identity' | 'resource'

export interface Policies {
  /** All of the role's own policies; empty for an AWS service. */
  identity: PolicySet
  /** The resource's policy, if it has one. */
  resource: PolicySet
}

/**
 * AWS's evaluation of a request within one account: everything is denied at first; an explicit deny in any policy is
 * final; else one allow suffices, in the identity's policies or in the resource's. A resource policy that allows the
 * account does not allow its roles: it leaves the decision to their own policies.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function evaluate(principal: Principal, request: AccessRequest, { identity, resource }: Policies): Decision {
  const { action, context } = request
  let allowed: Decision | undefined
  const applies = (statement: Statement) => statement.covers(request.resource) && statement.holds(context)
  for (const statement of identity.about(action)) {
    if (allowed && statement.effect === 'Allow') continue
    if (!applies(statement)) continue
    if (statement.effect === 'Deny') return { allowed: false, denial: 'explicit', in: 'identity' }
    allowed = { allowed: true, by: statement, in: 'identity' }
  }
  for (const statement of resource.about(action)) {
    const named = statement.namedBy?.(principal)
    if (named === undefined || !applies(statement)) continue
    if (statement.effect === 'Deny') return { allowed: false, denial: 'explicit', in: 'resource' }
    if (named === 'itself') allowed ??= { allowed: true, by: statement, in: 'resource' }
  }
  return allowed ?? { allowed: false, denial: 'implicit' }
}
