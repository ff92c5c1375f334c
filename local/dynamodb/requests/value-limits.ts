import { validationError } from '../errors.ts'

const MAX_NAME_BYTES = 65_535

/**
 * Throws for attribute names that DynamoDB does not take, at the top of an item or inside a map.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function checkAttributeName(name: string): void {
  if (name === '') {
    throw validationError(
      'One or more parameter values were invalid: An attribute name must have at least one character',
    )
  }
  if (name.length * 3 <= MAX_NAME_BYTES || Buffer.byteLength(name) <= MAX_NAME_BYTES) return
  throw validationError(
    `One or more parameter values were invalid: Attribute name is too large, must be less than ${MAX_NAME_BYTES + 1} bytes`,
  )
}

/**
 * Throws for names and sets anywhere in a request that dynalite's validation lets pass: empty names, and sets that
 * hold the empty string, or the empty binary, twice. Members of a request are never empty, nor a list by the name of a set.
 */
export function checkValues(part: unknown): void {
  if (typeof part !== 'object' || part === null) return
  if (Array.isArray(part)) {
    for (const entry of part) checkValues(entry)
    return
  }
  for (const [name, value] of Object.entries(part)) {
    checkAttributeName(name)
    if ((name === 'SS' || name === 'BS' || name === 'NS') && Array.isArray(value)) checkSet(name, value)
    else checkValues(value)
  }
}

function checkSet(type: string, members: unknown[]): void {
  if (new Set(members).size === members.length) return
  const list = `[${members.join(', ')}]`
  throw validationError(
    `One or more parameter values were invalid: Input collection ${list}${type === 'BS' ? 'of type BS' : ''} contains duplicates.`,
  )
}
