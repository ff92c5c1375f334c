import { type Place, unsupported } from '../unsupported.ts'
import type { Matcher } from '../wildcard.ts'
import { comparisons, negations } from './comparisons.ts'

/** The values that a request has for a key; undefined when it does not have the key. */
export type RequestValues = readonly string[] | undefined

/** Whether the values of a request satisfy an operator with the values that the policy gives. */
export type Test = (values: RequestValues) => boolean

const QUALIFIER = /^(ForAllValues|ForAnyValue):/
const IF_EXISTS = /IfExists$/

/**
 * Compiles one operator of a condition. Several values of the policy are alternatives; for a negated operator none of
 * them may match.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 * @throws {UnsupportedPolicyError} naming place and operator.
 */
export function compileOperator(operator: string, wanted: readonly string[], place: Place): Test {
  const qualifier = QUALIFIER.exec(operator)?.[1]
  const name = operator.replace(QUALIFIER, '')
  if (name === 'Null') return nullTest(qualifier, wanted, place)
  const ifExists = IF_EXISTS.test(name)
  const { matches, negated } = matcherOf(name.replace(IF_EXISTS, ''), operator, wanted, place)
  const one: Matcher = negated ? (value) => !matches(value) : matches

  return (values) => {
    if (values === undefined) return ifExists || qualifier === 'ForAllValues' || (negated && qualifier === undefined)
    if (qualifier === 'ForAllValues') return values.every(one)
    if (qualifier === 'ForAnyValue') return values.some(one)
    // A key with several values and no qualifier: AWS leaves open what happens; the stricter reading is taken.
    return values.length > 0 && values.every(one)
  }
}

function matcherOf(name: string, operator: string, wanted: readonly string[], place: Place) {
  const negated = Object.hasOwn(negations, name)
  const positive = negated ? (negations[name] ?? name) : name
  const comparison = Object.hasOwn(comparisons, positive) ? comparisons[positive] : undefined
  if (!comparison) {
    const known = [...Object.keys(comparisons), ...Object.keys(negations), 'Null'].sort().join(', ')
    return unsupported(place, `the local runtime does not know the condition operator ${operator}; it knows ${known}`)
  }
  const matchers = wanted.map(
    (value) => comparison(value) ?? unsupported(place, `${operator} cannot compare with "${value}"`),
  )
  return { negated, matches: (value: string) => matchers.some((matcher) => matcher(value)) }
}

/** `"true"`: the key must not exist; `"false"`: it must, and have a value. */
function nullTest(qualifier: string | undefined, wanted: readonly string[], place: Place): Test {
  const allowed = wanted.map((value) => value.toLowerCase())
  if (qualifier !== undefined || allowed.some((value) => value !== 'true' && value !== 'false')) {
    return unsupported(place, 'the condition operator Null takes "true" or "false", without a qualifier')
  }
  return (values) => allowed.includes(String(values === undefined || values.length === 0))
}
