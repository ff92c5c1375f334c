import db from 'dynalite/db/index.js'
import { type AttributeValue, type Item, sameValue, typeOf } from '../requests/attribute-values.ts'
import type { Path } from '../requests/parsed-expressions.ts'
import { encodeKeyPart } from '../storage/encoding.ts'

/** A node of a parsed condition or filter expression. Operands are paths, values and calls of `size`. */
interface Node {
  type: string
  name?: string
  args: unknown[]
}

type Operand = AttributeValue | undefined

/** Whether the item meets a parsed condition. A comparison with a missing attribute, or another type, is not met. */
export function meets(item: Item, expression: unknown): boolean {
  const { type, name, args } = expression as Node
  if (type === 'and') return meets(item, args[0]) && meets(item, args[1])
  if (type === 'or') return meets(item, args[0]) || meets(item, args[1])
  if (type === 'not') return !meets(item, args[0])
  const [first, ...others] = args.map((operand) => resolve(operand, item))
  return holds(type === 'function' ? String(name) : type, first, others)
}

function holds(operator: string, value: Operand, others: Operand[]): boolean {
  const [other, upper] = others
  switch (operator) {
    case '=':
      return isEqual(value, other)
    case '<>':
      return !isEqual(value, other)
    case '<':
      return compare(value, other) < 0
    case '<=':
      return compare(value, other) <= 0
    case '>':
      return compare(value, other) > 0
    case '>=':
      return compare(value, other) >= 0
    case 'between':
      return compare(value, other) >= 0 && compare(value, upper) <= 0
    case 'in':
      return others.some((entry) => isEqual(value, entry))
    case 'attribute_exists':
      return value !== undefined
    case 'attribute_not_exists':
      return value === undefined
    case 'attribute_type':
      return value !== undefined && typeOf(value) === other?.S
    case 'begins_with':
      return beginsWith(value, other)
    case 'contains':
      return value !== undefined && other !== undefined && contains(value, other)
    default:
      throw new Error(`Unknown operator in a condition: ${operator}`)
  }
}

function resolve(operand: unknown, item: Item): Operand {
  if (Array.isArray(operand)) return db.mapPath(operand as Path, item) ?? undefined
  const call = operand as Node
  if (call.type !== 'function' || !Array.isArray(call.args)) return operand as AttributeValue
  const length = sizeOf(resolve(call.args[0], item))
  return length === undefined ? undefined : { N: String(length) }
}

function isEqual(a: Operand, b: Operand): boolean {
  return a !== undefined && sameValue(a, b)
}

/** Below, at or above zero; not a number, with which no comparison holds, if the two cannot be compared. */
function compare(a: Operand, b: Operand): number {
  if (a?.N !== undefined && b?.N !== undefined) return compareNumbers(a.N, b.N)
  if (a?.S !== undefined && b?.S !== undefined) return Buffer.from(a.S).compare(Buffer.from(b.S))
  if (a?.B !== undefined && b?.B !== undefined) return bytes(a.B).compare(bytes(b.B))
  return Number.NaN
}

function compareNumbers(a: string, b: string): number {
  if (a.length <= 15 && b.length <= 15) return Number(a) - Number(b)
  const [left, right] = [encodeKeyPart({ N: a }), encodeKeyPart({ N: b })]
  return left < right ? -1 : left > right ? 1 : 0
}

function beginsWith(value: Operand, start: Operand): boolean {
  if (value?.S !== undefined && start?.S !== undefined) return value.S.startsWith(start.S)
  if (value?.B === undefined || start?.B === undefined) return false
  const prefix = bytes(start.B)
  return bytes(value.B).subarray(0, prefix.length).equals(prefix)
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((entry) => sameValue(entry, part))
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false
  if (part.B === undefined) return false
  return value.BS?.includes(part.B) ?? (value.B !== undefined && bytes(value.B).includes(bytes(part.B)))
}

function sizeOf(value: Operand): number | undefined {
  if (value?.S !== undefined) return value.S.length
  if (value?.B !== undefined) return bytes(value.B).length
  if (value?.M) return Object.keys(value.M).length
  return (value?.L ?? value?.SS ?? value?.NS ?? value?.BS)?.length
}

function bytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}
