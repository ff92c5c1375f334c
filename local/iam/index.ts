import type { AwsRequest, AwsResponse } from '../ports.ts'
import type { Surroundings } from './actions/action.ts'
import { judgedByHead } from './actions/index.ts'
import { refusalOfDelivery, type Sender } from './deliveries.ts'
import type { Decision } from './evaluate.ts'
import { type GrantHint, RefusalLog, reasonOf } from './explain.ts'
import { GrantRecord } from './grant-record.ts'
import { Guard } from './guard.ts'
import { Judge, type Session } from './judge.ts'
import { unsupported } from './policy/unsupported.ts'
import { invalidKeyAnswer } from './refusal.ts'
import type { AccessRequest } from './request.ts'
import { type KeptPolicy, ResourcePolicies } from './resource-policies.ts'
import { Roles } from './roles.ts'
import { type FunctionLookup, Sessions } from './sessions.ts'

export type { DeliveryCheck, Sender } from './deliveries.ts'
export type { GrantHint } from './explain.ts'
export type { Grant, GrantLine } from './grant-record.ts'
export { UnsupportedPolicyError } from './policy/unsupported.ts'

export interface IamOptions extends Surroundings {
  now: () => number
  functions: FunctionLookup
  /** Policies that services keep with their resources, by service as it stands in ARNs. */
  keptPolicies: Readonly<Record<string, KeptPolicy>>
  /** One line per refusal. */
  print: (line: string) => void
  /** Directory to record in which grants there are and which were used. Default: nothing is recorded. */
  recordGrants?: string
  hint?: GrantHint
}

/** IAM of one runtime: the policies of the template, and the judgement of everything that functions and services do. */
export class LocalIam {
  readonly roles = new Roles()
  readonly policies: ResourcePolicies
  readonly sessions: Sessions
  readonly judge: Judge
  /** Whether every role of the template is there. */
  settled = false
  readonly #guard: Guard
  readonly #log: RefusalLog
  readonly #record: GrantRecord | undefined
  readonly #holders = new Map<string, string>()

  constructor({
    region,
    accountId,
    partitionKeyOf,
    secretArnOf,
    now,
    functions,
    keptPolicies,
    print,
    hint,
    recordGrants,
  }: IamOptions) {
    this.policies = new ResourcePolicies(keptPolicies)
    this.sessions = new Sessions(this.roles, functions, now)
    const record = recordGrants === undefined ? undefined : new GrantRecord(recordGrants)
    this.#record = record
    const onGrantUsed = record && ((...use: Parameters<GrantRecord['used']>) => record.used(...use))
    this.judge = new Judge({ region, accountId, now, policies: this.policies, ...(onGrantUsed && { onGrantUsed }) })
    this.#log = new RefusalLog(print, hint)
    const surroundings = { region, accountId, partitionKeyOf, secretArnOf }
    this.#guard = new Guard({ judge: this.judge, surroundings, log: this.#log })
  }

  /**
   * A function must have a role of the template that lets Lambda act as it.
   * @throws {UnsupportedPolicyError}
   */
  bindFunction(name: string, roleArn: string | undefined, description: string | undefined): void {
    const role = this.sessions.roleOf(name, roleArn)
    this.#holders.set(role.arn, description ?? name)
    if (!this.judge.trusts(role, 'lambda.amazonaws.com', undefined)) {
      unsupported(name, `the role defined for the function (${role.name}) cannot be assumed by Lambda`)
    }
  }

  /** Whether a role of the template lets a service act as it, for this resource. */
  trusts(roleArn: string, service: string, sourceArn: string): boolean {
    const role = this.roles.find(roleArn)
    return role !== undefined && this.judge.trusts(role, service, sourceArn)
  }

  /** Whether whoever signs with this key is bound by a role, or was. */
  binds(accessKey: string): boolean {
    return this.sessions.of(accessKey) !== undefined || this.sessions.isVoid(accessKey)
  }

  /** Whether requests of a service are judged without their bodies. */
  judgesByHead(service: string): boolean {
    return judgedByHead.has(service)
  }

  /** The answer to a request that its caller may not make; undefined: it may. */
  refuse(accessKey: string, request: AwsRequest): AwsResponse | undefined {
    const session = this.sessions.of(accessKey)
    if (session) return this.#guard.refuse(session, request)
    return this.sessions.isVoid(accessKey) ? invalidKeyAnswer(request) : undefined
  }

  /** Whether a function's role lets something happen that a service does with it; a refusal is told on the console. */
  roleMay(session: Session, request: AccessRequest): Decision {
    const decision = this.judge.session(session, request)
    if (!decision.allowed) this.#log.refused(session.name, request, reasonOf(request, decision, session.role.policies))
    return decision
  }

  /** Why the policies of this moment refuse what someone delivers; undefined: they do not. */
  refusalOfDelivery(sender: Sender, action: string, resource: string): string | undefined {
    return refusalOfDelivery(this, sender, action, resource)
  }

  settle(): void {
    this.settled = true
    this.#record?.granted(
      this.roles.all(),
      ({ arn, name, description }) => this.#holders.get(arn) ?? description ?? name,
    )
  }

  note(line: string): void {
    this.#log.note(line)
  }
}
