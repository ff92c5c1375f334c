import { isKnownKey } from './context-keys.ts'
import { compilePolicy } from './policy/policy.ts'
import { PolicySet } from './policy/policy-set.ts'
import type { Statement } from './policy/statement.ts'
import { unsupported } from './policy/unsupported.ts'
import { checkResourceSize } from './policy-sizes.ts'

/** Finds the policy that a service keeps with its resource, as text. */
export type KeptPolicy = (arn: string) => string | undefined

/**
 * The policies of resources: those of tables, buckets and functions are kept here; queues and topics keep their own,
 * which an API call may change at any time.
 */
export class ResourcePolicies {
  readonly #kept: Readonly<Record<string, KeptPolicy>>
  readonly #put = new Map<string, Map<string, readonly Statement[]>>()
  readonly #documents = new Map<string, Map<string, unknown>>()
  readonly #sets = new Map<string, PolicySet>()
  readonly #compiled = new Map<string, PolicySet>()

  /** @param kept by service, as it stands in ARNs */
  constructor(kept: Readonly<Record<string, KeptPolicy>>) {
    this.#kept = kept
  }

  /**
   * Adds a policy to a resource, or replaces the one of the same name.
   * @throws {UnsupportedPolicyError}
   */
  put(arn: string, name: string, document: unknown): void {
    const documents = new Map(this.#documents.get(arn)).set(name, document)
    checkResourceSize(arn, documents.values())
    const policies = this.#put.get(arn) ?? new Map<string, readonly Statement[]>()
    policies.set(name, compilePolicy(document, 'resource', `policy ${name} of ${arn}`, isKnownKey))
    this.#put.set(arn, policies)
    this.#documents.set(arn, documents)
    this.#sets.set(arn, new PolicySet([...policies.values()].flat()))
  }

  remove(arn: string, name: string): void {
    const policies = this.#put.get(arn)
    this.#documents.get(arn)?.delete(name)
    if (!policies?.delete(name)) return
    this.#sets.set(arn, new PolicySet([...policies.values()].flat()))
  }

  /** @throws {UnsupportedPolicyError} for a policy that was put over an API and is not known. */
  of(resource: string): PolicySet {
    const kept = this.#kept[resource.split(':')[2] ?? '']
    const text = kept?.(resource)
    return !text ? (this.#sets.get(holderOf(resource)) ?? PolicySet.empty) : this.#compile(resource, text)
  }

  /** @throws {UnsupportedPolicyError} */
  check(arn: string, document: unknown): void {
    this.#compile(arn, JSON.stringify(document))
  }

  #compile(arn: string, text: string): PolicySet {
    let set = this.#compiled.get(text)
    if (!set) {
      set = new PolicySet(compilePolicy(parse(text, arn), 'resource', `policy of ${arn}`, isKnownKey))
      this.#compiled.set(text, set)
    }
    return set
  }
}

function parse(text: string, arn: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return unsupported(`policy of ${arn}`, 'it is not JSON')
  }
}

/** The resource whose policy is asked: an object's bucket, an index's table, the function of a version. */
function holderOf(arn: string): string {
  const service = arn.split(':')[2]
  if (service === 's3') return arn.split('/')[0] ?? arn
  if (service === 'dynamodb') return /^(.*?:table\/[^/]+)\/index\//.exec(arn)?.[1] ?? arn
  if (service === 'lambda') return arn.split(':').slice(0, 7).join(':')
  return arn
}
