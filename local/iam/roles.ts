import { isKnownKey } from './context-keys.ts'
import { awsManagedPolicy, knownManagedPolicies } from './managed-policies.ts'
import { compilePolicy } from './policy/policy.ts'
import { PolicySet } from './policy/policy-set.ts'
import type { Statement } from './policy/statement.ts'
import { unsupported } from './policy/unsupported.ts'
import { checkManagedSize, checkRoleSize } from './policy-sizes.ts'

export interface RoleDefinition {
  name: string
  arn: string
  /** The principals that may assume it. */
  trust: unknown
  inlinePolicies: readonly { name: string; document: unknown }[]
  managedPolicyArns: readonly string[]
  /** Longest session that may be asked for, seconds. Default 3,600, as in IAM. */
  maxSessionSeconds?: number
  description?: string
  unseen?: readonly UnseenUse[]
}

/** Grants of a role that are used where the local runtime does not see it, as the template's metadata says. */
export interface UnseenUse {
  actions: readonly string[]
  resources: readonly string[]
  reason?: string | undefined
  /** Another use that counts as proof that this grant is needed. */
  sameAs?: { actions?: readonly string[] | undefined; holders?: string | undefined } | undefined
}

/** A role of the template with all of its policies, as they are now. */
export class Role {
  readonly name: string
  readonly arn: string
  /** The same for all that updates make of a role; another for one of the same name that is created after it was deleted. */
  identity: object = {}
  readonly trust: PolicySet
  readonly maxSessionSeconds: number
  readonly description: string | undefined
  readonly #ownUnseen: readonly UnseenUse[]
  readonly #unseenOfOthers = new Map<string, readonly UnseenUse[]>()
  #policies = new Map<string, readonly Statement[]>()
  /** Names of policies that are resources of their own. */
  readonly #others = new Set<string>()
  /** Documents of the role's inline policies, by name. */
  readonly #documents = new Map<string, unknown>()
  #set = PolicySet.empty

  constructor({ name, arn, maxSessionSeconds = 3600, description, unseen = [] }: RoleDefinition, trust: PolicySet) {
    this.name = name
    this.arn = arn
    this.trust = trust
    this.maxSessionSeconds = maxSessionSeconds
    this.description = description
    this.#ownUnseen = unseen
  }

  get unseen(): readonly UnseenUse[] {
    return [...this.#ownUnseen, ...[...this.#unseenOfOthers.values()].flat()]
  }

  get policies(): PolicySet {
    return this.#set
  }

  /** Takes over its identity, and the policies that are resources of their own: they outlive a change of the role. */
  inherit(before: Role): void {
    this.identity = before.identity
    for (const name of before.#others) {
      const document = before.#documents.get(name)
      this.attachOther(name, before.#policies.get(name) ?? [], before.#unseenOfOthers.get(name), document)
    }
  }

  /** @param policy name, or the ARN of a managed policy */
  has(policy: string): boolean {
    return this.#policies.has(policy)
  }

  attachOther(
    name: string,
    statements: readonly Statement[],
    unseen: readonly UnseenUse[] = [],
    document?: unknown,
  ): void {
    this.#others.add(name)
    this.#unseenOfOthers.set(name, unseen)
    this.attach(name, statements, document)
  }

  detach(name: string): void {
    this.#others.delete(name)
    this.#unseenOfOthers.delete(name)
    this.#policies.delete(name)
    this.#documents.delete(name)
    this.#set = new PolicySet([...this.#policies.values()].flat())
  }

  /**
   * Attaches a policy, or replaces the one of the same name.
   * @param document of a policy that is the role's own and counts into its size; a managed policy has none.
   * @throws {Error} when the role's own policies are too large together.
   */
  attach(name: string, statements: readonly Statement[], document?: unknown): void {
    if (document !== undefined) checkRoleSize(this.name, new Map(this.#documents).set(name, document).values())
    if (document !== undefined) this.#documents.set(name, document)
    this.#policies.set(name, statements)
    this.#set = new PolicySet([...this.#policies.values()].flat())
  }
}

/** The roles of the template. */
export class Roles {
  readonly #roles = new Map<string, Role>()
  readonly #managed = new Map<string, readonly Statement[]>()

  /**
   * Creates the role, or makes another of the one with this ARN.
   * @throws {UnsupportedPolicyError}
   */
  create(definition: RoleDefinition): void {
    const { name, arn, trust, inlinePolicies, managedPolicyArns } = definition
    const place = `role ${name}`
    const trusted = compilePolicy(trust, 'resource', `trust policy of ${place}`, isKnownKey)
    const role = new Role(definition, new PolicySet(trusted))
    for (const { name, document } of inlinePolicies) role.attach(name, compile(document, name, place), document)
    for (const managed of managedPolicyArns) {
      role.attach(managed, this.#managed.get(managed) ?? compileManaged(managed, place))
    }
    const before = this.#roles.get(arn)
    if (before) role.inherit(before)
    this.#roles.set(arn, role)
  }

  /** Creates a policy of the template that several roles may name, or changes it for those that have it. */
  createManaged(arn: string, document: unknown): void {
    checkManagedSize(document)
    const statements = compile(document, arn, 'the template')
    this.#managed.set(arn, statements)
    for (const role of this.#roles.values()) if (role.has(arn)) role.attach(arn, statements)
  }

  /**
   * @throws {Error} while a role has it.
   * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
   */
  removeManaged(arn: string): void {
    const holders = this.all().filter((role) => role.has(arn))
    if (holders.length > 0) {
      const names = holders.map(({ name }) => name).join(', ')
      throw new Error(`Cannot delete a policy attached to entities: ${names}.`)
    }
    this.#managed.delete(arn)
  }

  attach(roleName: string, policyName: string, document: unknown, unseen: readonly UnseenUse[] = []): void {
    const role = [...this.#roles.values()].find(({ name }) => name === roleName)
    if (!role) unsupported(`policy ${policyName}`, `its role ${roleName} is not in the template`)
    else {
      const own = this.#managed.has(policyName) ? undefined : document
      role.attachOther(policyName, compile(document, policyName, `role ${roleName}`), unseen, own)
    }
  }

  detach(roleName: string, policyName: string): void {
    for (const role of this.#roles.values()) if (role.name === roleName) role.detach(policyName)
  }

  remove(arn: string): void {
    this.#roles.delete(arn)
  }

  find(arn: string): Role | undefined {
    return this.#roles.get(arn)
  }

  all(): Role[] {
    return [...this.#roles.values()]
  }
}

const compile = (document: unknown, name: string, of: string) =>
  compilePolicy(document, 'identity', `policy ${name} of ${of}`, isKnownKey)

function compileManaged(arn: string, place: string): readonly Statement[] {
  const document = awsManagedPolicy(arn)
  if (document) return compile(document, arn, place)
  return unsupported(
    place,
    `the local runtime does not know the managed policy ${arn}; of AWS's own it knows ${knownManagedPolicies.join(', ')}`,
  )
}
