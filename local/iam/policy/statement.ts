import { resourceMatcher } from './arn.ts'
import { type Condition, compileCondition, type KnownKeys } from './conditions/index.ts'
import { compilePrincipal, type PrincipalMatcher } from './principal.ts'
import { type Place, unsupported } from './unsupported.ts'
import { textsOf } from './values.ts'
import { type Matcher, wildcard } from './wildcard.ts'

/** A pattern of a statement with its test. */
export interface Pattern {
  text: string
  matches: Matcher
}

export interface Statement {
  effect: 'Allow' | 'Deny'
  /** `Action` and `Resource` as they are written, where the statement has them: what is granted, one by one. */
  actions: readonly Pattern[]
  resources: readonly Pattern[]
  isAbout(action: string): boolean
  covers(resource: string): boolean
  holds: Condition
  /** Only in a resource policy: the principals that it names. */
  namedBy: PrincipalMatcher | undefined
}

const KNOWN = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']

export type PolicyKind = 'identity' | 'resource'

/** @throws {UnsupportedPolicyError} for anything that would be judged otherwise than AWS judges it. */
export function compileStatement(
  source: Record<string, unknown>,
  kind: PolicyKind,
  place: Place,
  isKnownKey: KnownKeys,
): Statement {
  const unknown = Object.keys(source).find((element) => !KNOWN.includes(element))
  if (unknown) unsupported(place, `the element ${unknown} is not known; known are ${KNOWN.join(', ')}`)
  const effect = source.Effect
  if (effect !== 'Allow' && effect !== 'Deny') return unsupported(place, 'Effect must be Allow or Deny')
  if (kind === 'identity' && source.Principal !== undefined) unsupported(place, 'a policy of a role has no Principal')
  const ignoringCase = (pattern: string) => wildcard(pattern, { ignoreCase: true })
  const action = element(source, 'Action', ignoringCase, place)
  // A resource policy stands at the resource that it is about: without Resource it means that one.
  const resource =
    kind === 'resource' && source.Resource === undefined && source.NotResource === undefined
      ? { patterns: [], matches: () => true }
      : element(source, 'Resource', resourceMatcher, place)
  return {
    effect,
    actions: action.patterns,
    resources: resource.patterns,
    isAbout: action.matches,
    covers: resource.matches,
    holds: compileCondition(source.Condition, place, isKnownKey),
    namedBy: kind === 'resource' ? compilePrincipal(source.Principal, place) : undefined,
  }
}

/** `Action` or `Resource`, or the opposite of what `NotAction` or `NotResource` says. */
function element(
  source: Record<string, unknown>,
  name: 'Action' | 'Resource',
  compile: (pattern: string) => Matcher,
  place: Place,
): { patterns: Pattern[]; matches: Matcher } {
  const given = source[name]
  const excluded = source[`Not${name}`]
  if ((given === undefined) === (excluded === undefined)) {
    return unsupported(place, `it needs ${name} or Not${name}, and only one of them`)
  }
  const texts = textsOf(given ?? excluded, `${place}, ${name}`)
  const patterns = texts.map((text) => ({ text, matches: compile(text) }))
  const any: Matcher = (value) => patterns.some(({ matches }) => matches(value))
  return given === undefined ? { patterns: [], matches: (value) => !any(value) } : { patterns, matches: any }
}
