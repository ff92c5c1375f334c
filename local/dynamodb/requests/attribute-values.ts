import { validationError } from '../errors.ts'
import { checkAttributeName } from './value-limits.ts'

/** A value in DynamoDB's JSON; exactly one member is set. Binary is base64, numbers are decimal strings. */
export interface AttributeValue {
  S?: string
  N?: string
  B?: string
  BOOL?: boolean
  NULL?: boolean
  SS?: string[]
  NS?: string[]
  BS?: string[]
  L?: AttributeValue[]
  M?: Item
}

export type Item = Record<string, AttributeValue>

const MAX_DEPTH = 32
/** The form in which numbers are stored: no exponent, no leading or trailing zeros, at most 38 digits. */
const CANONICAL_NUMBER = /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/

/**
 * Whether every value is valid and already in the form in which it is stored. Others go to dynalite's
 * validation, which normalizes it or words the error: this only spares the common case that cost.
 */
export function isWellFormedItem(item: unknown, depth = 0): item is Item {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false
  for (const name in item) {
    checkAttributeName(name)
    if (!isWellFormed((item as Record<string, unknown>)[name], depth)) return false
  }
  return true
}

function isWellFormed(value: unknown, depth: number): boolean {
  if (depth > MAX_DEPTH) throw validationError('Nesting Levels have exceeded supported limits')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  let type: string | undefined
  for (const name in value) {
    if (type !== undefined) return false
    type = name
  }
  if (type === undefined) return false
  const content = (value as Record<string, unknown>)[type]
  switch (type) {
    case 'S':
      return typeof content === 'string'
    case 'N':
      return isCanonicalNumber(content)
    case 'BOOL':
      return typeof content === 'boolean'
    case 'NULL':
      return content === true
    case 'B':
      return typeof content === 'string' && Buffer.from(content, 'base64').toString('base64') === content
    case 'M':
      return isWellFormedItem(content, depth + 1)
    case 'L':
      return Array.isArray(content) && content.every((entry) => isWellFormed(entry, depth + 1))
    case 'SS':
      return isSet(content) && content.every((entry) => typeof entry === 'string')
    case 'NS':
      return isSet(content) && content.every(isCanonicalNumber)
    default:
      return false
  }
}

function isCanonicalNumber(content: unknown): boolean {
  return typeof content === 'string' && content.length <= 38 && CANONICAL_NUMBER.test(content)
}

function isSet(content: unknown): content is unknown[] {
  return Array.isArray(content) && content.length > 0 && new Set(content).size === content.length
}

/** The type's letter code, such as `S`. */
export function typeOf(value: AttributeValue): keyof AttributeValue {
  for (const type in value) return type as keyof AttributeValue
  return 'NULL'
}

/** Whether two values are the same to DynamoDB: the order of map members and of set members does not count. */
export function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  if (type === 'M') return sameItem(a.M ?? {}, b.M ?? {})
  if (type === 'L') {
    const [left, right] = [a.L ?? [], b.L ?? []]
    return left.length === right.length && left.every((entry, index) => sameValue(entry, right[index]))
  }
  if (type === 'SS' || type === 'NS' || type === 'BS') {
    const [left, right] = [a[type] ?? [], new Set(b[type])]
    return left.length === right.size && left.every((entry) => right.has(entry))
  }
  return a[type] === b[type]
}

export function sameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]))
}
