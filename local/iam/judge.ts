import { commonContext, roleContext, serviceContext } from './context-keys.ts'
import { type Decision, evaluate } from './evaluate.ts'
import { PolicySet } from './policy/policy-set.ts'
import { UnsupportedPolicyError } from './policy/unsupported.ts'
import type { AccessRequest, Principal, RequestContext } from './request.ts'
import type { ResourcePolicies } from './resource-policies.ts'
import type { Role } from './roles.ts'

/** A session of a role: a function, or someone who took the role on. */
export interface Session {
  role: Role
  sessionArn: string
  /** For people: what the template calls the function, or the session. */
  name: string
}

export interface JudgeOptions {
  region: string
  accountId: string
  now: () => number
  policies: ResourcePolicies
  /** Told of each access that a role's own policy allowed. */
  onGrantUsed?: (role: Role, request: AccessRequest, decision: Decision & { allowed: true }) => void
}

/** Judges requests by the policies of this moment. */
export class Judge {
  readonly #options: JudgeOptions

  constructor(options: JudgeOptions) {
    this.#options = options
  }

  /** Whether a role of the template may do this. */
  session({ role, sessionArn }: Session, request: AccessRequest): Decision {
    const { accountId } = this.#options
    const principal: Principal = { kind: 'role', roleArn: role.arn, sessionArn, accountId }
    const full = this.#withContext(request, roleContext(role.arn, accountId))
    const decision = this.#evaluate(principal, full, role.policies)
    if (decision.allowed && decision.in === 'identity') this.#options.onGrantUsed?.(role, full, decision)
    return decision
  }

  /** Whether an AWS service may do this for one resource of the account, by the policy of the resource that it reaches for. */
  service(name: string, sourceArn: string | undefined, request: AccessRequest): Decision {
    const full = this.#withContext(request, serviceContext(name, sourceArn, this.#options.accountId))
    return this.#evaluate({ kind: 'service', name }, full, PolicySet.empty)
  }

  /** Whether a role trusts an AWS service that acts for this resource. */
  trusts(role: Role, name: string, sourceArn: string | undefined): boolean {
    const request = { action: 'sts:AssumeRole', resource: role.arn, context: {} }
    const full = this.#withContext(request, serviceContext(name, sourceArn, this.#options.accountId))
    const policies = { identity: PolicySet.empty, resource: role.trust }
    return evaluate({ kind: 'service', name }, full, policies).allowed
  }

  /** Whether a role trusts a session of another: by its name, or by that of the account. */
  trustsSession(role: Role, { role: { arn }, sessionArn }: Session): boolean {
    const { accountId } = this.#options
    const request = { action: 'sts:AssumeRole', resource: role.arn, context: {} }
    const { context } = this.#withContext(request, roleContext(arn, accountId))
    const applying = role.trust
      .about(request.action)
      .filter(({ namedBy }) => namedBy?.({ kind: 'role', roleArn: arn, sessionArn, accountId }) !== undefined)
      .filter(({ holds }) => holds(context))
    return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow')
  }

  #withContext(request: AccessRequest, more: RequestContext): AccessRequest {
    const { region, accountId, now } = this.#options
    return { ...request, context: { ...commonContext({ region, accountId, now: now() }), ...more, ...request.context } }
  }

  #evaluate(principal: Principal, request: AccessRequest, identity: PolicySet): Decision {
    try {
      return evaluate(principal, request, { identity, resource: this.#options.policies.of(request.resource) })
    } catch (error) {
      if (!(error instanceof UnsupportedPolicyError)) throw error
      // A policy of a resource that was put over an API, and cannot be judged: nothing passes.
      return { allowed: false, denial: 'implicit' }
    }
  }
}
