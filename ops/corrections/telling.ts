import type * as z from 'zod/mini'

/**
 * For `safeParse`: each violation says what is allowed in its place and what stands there instead. Without it, zod/mini says "Invalid input" of
 * everything. A text of the schema's own goes before. Values are left out.
 */
export const telling = { error: (issue: z.core.$ZodRawIssue): string | undefined => told(issue) }

const MOST_CHOICES = 10

const NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
}

const nameOf = (type: string): string => NAMES[type] ?? `a ${type}`

/** @returns nothing where zod's own words have to do. */
function told(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${nameOf(issue.expected)}${instead(issue.input)}`
    case 'invalid_value':
      return `must be ${choices(issue.values)}${issue.input === undefined ? instead(undefined) : ''}`
    case 'invalid_format':
      return issue.pattern ? `must match ${issue.pattern}` : `must be a ${issue.format}`
    case 'too_small':
      return `must ${issue.inclusive === false ? 'be more than' : `${sized(issue.origin)} at least`} ${issue.minimum}${unit(issue.origin, issue.minimum)}`
    case 'too_big':
      return `must ${issue.inclusive === false ? 'be less than' : `${sized(issue.origin)} at most`} ${issue.maximum}${unit(issue.origin, issue.maximum)}`
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(', ')}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return undefined
  }
}

function instead(value: unknown): string {
  if (value === undefined) return ', it is missing'
  if (value === null) return ', it is null'
  if (typeof value === 'number')
    return Number.isInteger(value) ? ', it is a number' : ', it is a number with a fraction'
  return `, it is ${Array.isArray(value) ? 'a list' : nameOf(typeof value)}`
}

function choices(values: readonly unknown[]): string {
  const said = values.slice(0, MOST_CHOICES).map((value) => (typeof value === 'string' ? `"${value}"` : String(value)))
  return `${said.length > 1 ? 'one of ' : ''}${said.join(', ')}${values.length > MOST_CHOICES ? ', …' : ''}`
}

const UNITS: Readonly<Record<string, string>> = { string: ' character', array: ' item' }

function unit(origin: string, count: number | bigint): string {
  const one = UNITS[origin]
  return one === undefined || count === 1 ? (one ?? '') : `${one}s`
}

const sized = (origin: string): string => (origin in UNITS ? 'have' : 'be')
