import type { Principal } from '../request.ts'
import { type Place, unsupported } from './unsupported.ts'
import { textsOf } from './values.ts'

/**
 * How a statement of a resource policy names who asks.
 * - `itself`: by its role, its session, its service, or everyone.
 * - `account`: by its account, which leaves the decision to the account's identity policies.
 */
export type NamedBy = 'itself' | 'account' | undefined

export type PrincipalMatcher = (principal: Principal) => NamedBy

const everyone: PrincipalMatcher = () => 'itself'
const KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser']

/**
 * Compiles `Principal`. `"*"` and `{"AWS": "*"}` are everyone, services included.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function compilePrincipal(principal: unknown, place: Place): PrincipalMatcher {
  if (principal === '*') return everyone
  if (typeof principal !== 'object' || principal === null) return unsupported(place, 'Principal is missing')
  const matchers = Object.entries(principal).flatMap(([kind, names]) => {
    if (!KINDS.includes(kind)) return unsupported(place, `Principal of the kind ${kind} is not known`)
    return textsOf(names, `${place}, Principal`).map((name) => ofKind(kind, name))
  })
  return (asking) => {
    const named = matchers.map((matcher) => matcher(asking))
    return named.find((by) => by === 'itself') ?? named.find((by) => by === 'account')
  }
}

function ofKind(kind: string, name: string): PrincipalMatcher {
  if (kind === 'Service') return (asking) => (asking.kind === 'service' && asking.name === name ? 'itself' : undefined)
  // Nobody signs in from outside here, so that federated users and canonical ids never ask.
  if (kind !== 'AWS') return () => undefined
  if (name === '*') return everyone
  const accountId = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1]
  return (asking) => {
    if (asking.kind !== 'role') return undefined
    if (accountId !== undefined) return asking.accountId === accountId ? 'account' : undefined
    return name === asking.roleArn || name === asking.sessionArn ? 'itself' : undefined
  }
}
