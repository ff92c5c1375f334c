import { createHash } from 'node:crypto'
import type { JsonSchema } from '../contracts/schema/json-schema.ts'

/** Longer lists of allowed values, and longer patterns, are cut: they would hide everything else. */
const MOST_VALUES = 8
const LONGEST_PATTERN = 40

/**
 * What values a field may have, in one line, e.g. `text, at most 128 characters, ^ord_[A-Za-z0-9_-]+$`. Of what is cut, a
 * short hash stands in the line, so that two lists, patterns or checks that differ are told apart.
 */
export function kindOf(schema: JsonSchema): string {
  const { default: fallback, ...rest } = schema
  return fallback === undefined ? kindWithout(rest) : `${kindWithout(rest)}, default ${JSON.stringify(fallback)}`
}

function kindWithout(schema: JsonSchema): string {
  const { type, enum: values, const: constant, anyOf, oneOf, items, prefixItems } = schema
  if (constant !== undefined) return JSON.stringify(constant)
  if (values) return oneOfThese(values.map(String))
  const variants = anyOf ?? oneOf
  if (variants) return [...new Set(variants.map(kindOf))].join(' | ')
  // Further patterns of one text stand in `allOf`.
  const rules = [schema, ...(schema.allOf ?? [])].flatMap((part) => [...rulesOf(part), ...checksOf(part)])
  if (type === 'array' && prefixItems) {
    const places = prefixItems.map(kindOf).join('; ')
    const more = typeof items === 'object' ? `; then any number of ${kindOf(items)}` : ''
    return [`tuple of (${places}${more})`, ...rules].join(', ')
  }
  if (type === 'array') {
    return [`list of ${typeof items === 'object' ? kindOf(items) : 'anything'}`, ...rules].join(', ')
  }
  return [nameOf(schema), ...rules].join(', ')
}

function nameOf({ type, format, properties, additionalProperties, propertyNames }: JsonSchema): string {
  if (type === 'object' && additionalProperties === false) return 'closed object'
  if (type === 'object' && typeof additionalProperties === 'object') {
    if (properties && Object.keys(properties).length > 0) return 'open object'
    const keys = propertyNames ? kindOf(propertyNames) : 'text'
    return `record of ${kindOf(additionalProperties)}${keys === 'text' ? '' : ` by ${keys}`}`
  }
  if (type === 'string') return format ?? 'text'
  if (type === 'integer') return 'whole number'
  return [type ?? 'anything'].flat().join('|')
}

function oneOfThese(values: readonly string[]): string {
  if (values.length <= MOST_VALUES) return values.join('|')
  return `one of ${values.length} (${values[0]} … ${values.at(-1)}, ${hashOf(values.toSorted())})`
}

/** An integer of JavaScript has these bounds anyway. */
const isSafeBound = (bound: number): boolean => Math.abs(bound) === Number.MAX_SAFE_INTEGER

function rulesOf(schema: JsonSchema): string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, pattern, format } = schema
  const { minLength, maxLength, minItems, maxItems } = schema
  const bound = (sign: string, value: number | undefined) =>
    value === undefined || isSafeBound(value) ? [] : [`${sign} ${value}`]
  return [
    ...bound('>=', minimum),
    ...bound('>', exclusiveMinimum),
    ...bound('<=', maximum),
    ...bound('<', exclusiveMaximum),
    ...(multipleOf === undefined ? [] : [`a multiple of ${multipleOf}`]),
    ...between(minLength, maxLength, 'characters'),
    ...between(minItems, maxItems, 'entries'),
    // A format has a name that says more than its pattern.
    ...(pattern === undefined || format !== undefined ? [] : [shortened(pattern)]),
  ]
}

function between(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (least !== undefined && most !== undefined) return [`${least} to ${most} ${unit}`]
  if (most !== undefined) return [`at most ${most} ${unit}`]
  return least === undefined ? [] : [`at least ${least} ${unit}`]
}

const shortened = (pattern: string): string =>
  pattern.length <= LONGEST_PATTERN ? pattern : `a pattern (${hashOf([pattern])})`

const checksOf = ({ 'x-code-checks': checks = [] }: JsonSchema): string[] =>
  checks.length === 0
    ? []
    : [`${checks.length === 1 ? 'a check' : `${checks.length} checks`} in code (${hashOf(checks)})`]

/** Six hexadecimal digits: enough to show a reviewer that something differs. */
const hashOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 6)
