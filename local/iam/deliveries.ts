import type { Decision } from './evaluate.ts'
import type { Judge, Session } from './judge.ts'
import type { AccessRequest } from './request.ts'
import type { Roles } from './roles.ts'
import type { Sessions } from './sessions.ts'

/** The dependencies of judging deliveries. */
interface Parts {
  readonly roles: Roles
  readonly sessions: Sessions
  readonly judge: Judge
  readonly settled: boolean
  roleMay(session: Session, request: AccessRequest): Decision
  note(line: string): void
}

/** A service that delivers by itself, and the resource in whose name it does. */
export type Sender =
  /** An AWS service for one of the account's resources, as the target's policy lets it. */
  | { service: string; sourceArn: string }
  /** An AWS service with a role that it was handed. */
  | { service: string; sourceArn: string; roleArn: string }
  /** Lambda, with the role of a function. */
  | { functionName: string }

/** Why a delivery is refused by the policies of this moment; undefined: it is not. Tells it on the console, too. */
export function refusalOfDelivery(iam: Parts, sender: Sender, action: string, resource: string): string | undefined {
  if ('functionName' in sender)
    return refusalOfRole(iam, iam.sessions.ofFunctionNamed(sender.functionName), action, resource)
  const { service, sourceArn } = sender
  if ('roleArn' in sender) {
    const role = iam.roles.find(sender.roleArn)
    // Deliveries that an earlier run left may be due before the roles exist: they are tried again.
    if (!role && !iam.settled) throw new Error(`The role ${sender.roleArn} is not there yet`)
    if (!role || !iam.judge.trusts(role, service, sourceArn)) {
      iam.note(
        `IAM: ${service} may not act as ${sender.roleArn}: the role is not in the template, or does not trust it.`,
      )
      return `${service} may not assume the role ${sender.roleArn}`
    }
    return refusalOfRole(iam, iam.sessions.ofService(role, service), action, resource)
  }
  const decision = iam.judge.service(service, sourceArn, { action, resource, context: {} })
  if (decision.allowed) return undefined
  const how =
    decision.denial === 'explicit'
      ? 'the policy of the resource denies it'
      : 'the policy of the resource does not allow it'
  iam.note(`IAM: ${service} may not ${action} on ${resource} for ${sourceArn}: ${how}.`)
  return `${service} is not authorized to perform: ${action} on resource: ${resource} because ${how}`
}

function refusalOfRole(iam: Parts, session: Session, action: string, resource: string): string | undefined {
  if (iam.roleMay(session, { action, resource, context: {} }).allowed) return undefined
  return `${session.sessionArn} is not authorized to perform: ${action} on resource: ${resource}`
}

/** The part of IAM that those need who deliver. */
export type DeliveryCheck = (sender: Sender, action: string, resource: string) => string | undefined
