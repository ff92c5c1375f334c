import type { Problem } from '../problem.ts'
import { isObject, type JsonObject, jsonObject } from '../values.ts'

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MOST_KEYS = 5
const MOST_COMBINATIONS = 150
const MOST_BYTES = 256 * 1024
const LARGEST_NUMBER = 1_000_000_000

/** Operators whose operand is a text. https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html */
const TEXT_OPERATORS = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard', 'cidr']
const NUMERIC = ['=', '>', '>=', '<', '<=']

export type FilterScope = 'MessageAttributes' | 'MessageBody'

/** What SNS refuses in a filter policy: one that it took would match nothing, or something else than was meant. */
export function* filterPolicyProblems(json: string | undefined, scope: FilterScope): Iterable<Problem> {
  if (!json) return
  const policy = jsonObject(json)
  if (!policy) return yield invalid('failed to parse JSON.')
  if (Buffer.byteLength(json) > MOST_BYTES) yield invalid('Filter policy is too long')
  const keys = Object.keys(policy).length
  if (keys > MOST_KEYS) {
    yield invalid(`Filter policy can not have more than ${MOST_KEYS} keys, and it has ${keys}`)
  }
  yield* objectProblems(policy, scope, 1)
  const combinations = combinationsOf(policy, 1)
  if (combinations > MOST_COMBINATIONS) {
    yield invalid(
      `Filter policy is too complex: its values make ${combinations} combinations, at most ${MOST_COMBINATIONS} are allowed`,
    )
  }
}

/** The number of values of each array, multiplied; in a body, each times the depth of its key. Alternatives of `$or` add up. */
function combinationsOf(level: JsonObject, depth: number): number {
  return Object.entries(level).reduce((product, [key, value]) => {
    if (isObject(value)) return product * combinationsOf(value, depth + 1)
    if (!Array.isArray(value)) return product
    if (key !== '$or') return product * value.length * depth
    return product * value.reduce((sum, one) => sum + (isObject(one) ? combinationsOf(one, depth) : 0), 0)
  }, 1)
}

function* objectProblems(level: JsonObject, scope: FilterScope, depth: number): Iterable<Problem> {
  for (const [key, value] of Object.entries(level)) {
    if (isObject(value)) {
      if (scope === 'MessageBody') yield* objectProblems(value, scope, depth + 1)
      else yield invalid(`Filter policy scope MessageAttributes does not support nested filter policy (${key})`)
    } else if (!Array.isArray(value)) {
      yield invalid(`"${key}" must be an object or an array`)
    } else if (value.length === 0) {
      yield invalid(`Empty arrays are not allowed (${key})`)
    } else if (key === '$or') {
      for (const one of value) {
        if (isObject(one)) yield* objectProblems(one, scope, depth)
        else yield invalid('"$or" must be an array of objects')
      }
    } else {
      for (const rule of value) yield* ruleProblems(rule, key)
    }
  }
}

function* ruleProblems(rule: unknown, key: string): Iterable<Problem> {
  if (rule === null || typeof rule === 'string' || typeof rule === 'boolean') return
  if (typeof rule === 'number') {
    if (Math.abs(rule) > LARGEST_NUMBER) yield invalid(`numbers of ${key} must be from -10^9 to 10^9, not ${rule}`)
    return
  }
  if (!isObject(rule)) return yield invalid(`Match value must be String, number, true, false, or null (${key})`)
  const [[operator, operand] = ['', undefined], ...more] = Object.entries(rule)
  if (more.length > 0 || operator === '') return yield invalid(`Only one key allowed in match expression (${key})`)
  yield* operatorProblems(operator, operand, key)
}

function* operatorProblems(operator: string, operand: unknown, key: string): Iterable<Problem> {
  if (TEXT_OPERATORS.includes(operator)) {
    if (typeof operand !== 'string') yield invalid(`${operator} match pattern must be a string (${key})`)
  } else if (operator === 'exists') {
    if (typeof operand !== 'boolean') yield invalid(`exists match pattern must be either true or false (${key})`)
  } else if (operator === 'numeric') {
    if (!isNumeric(operand)) yield invalid(`Invalid numeric match ${JSON.stringify(operand)} (${key})`)
  } else if (operator === 'anything-but') {
    const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand]
    if (values.length === 0) yield invalid(`Empty arrays are not allowed (${key})`)
    for (const value of values) {
      if (isObject(value) && !TEXT_OPERATORS.includes(Object.keys(value)[0] ?? '')) {
        yield invalid(`Unsupported anything-but pattern: ${Object.keys(value)[0]} (${key})`)
      } else yield* ruleProblems(value, key)
    }
  } else {
    yield invalid(`Unrecognized match type ${operator} (${key})`)
  }
}

/** `['>', 1]`, or an interval such as `['>', 1, '<=', 5]`. */
function isNumeric(operand: unknown): boolean {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) return false
  const [first, low, second, high] = operand as unknown[]
  const inBounds = (value: unknown) => typeof value === 'number' && Math.abs(value) <= LARGEST_NUMBER
  if (!NUMERIC.includes(String(first)) || !inBounds(low)) return false
  if (operand.length === 2) return true
  const isInterval = String(first).startsWith('>') && String(second).startsWith('<') && NUMERIC.includes(String(second))
  return isInterval && inBounds(high) && Number(low) < Number(high)
}

const invalid = (reason: string): Problem => ({
  path: ['FilterPolicy'],
  code: 'InvalidParameter',
  message: `Invalid parameter: FilterPolicy: ${reason}`,
})
