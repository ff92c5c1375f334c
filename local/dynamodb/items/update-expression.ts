import db from 'dynalite/db/index.js'
import { validationError } from '../errors.ts'
import { type AttributeValue, type Item, typeOf } from '../requests/attribute-values.ts'
import type { Path, UpdateSection } from '../requests/parsed-expressions.ts'
import { addDecimals, negate } from './decimal.ts'

type SetType = 'SS' | 'NS' | 'BS'
type Container = { M?: Item; L?: (AttributeValue | undefined)[] }
/** List elements to append, by list: positions behind the end mean the end, in their order. */
type Appends = Map<AttributeValue[], { position: number; value: AttributeValue }[]>

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type'

/**
 * The item after a parsed update expression; the given one stays as it is. All operands are read before anything
 * changes, and positions in lists mean those of the item as it was.
 */
export function applyUpdate(sections: UpdateSection[], before: Item): Item {
  const item = copyWhatChanges(sections, before)
  const values = sections.map((section) => (section.type === 'set' ? resolve(section.val, item) : undefined))
  const appends: Appends = new Map()
  const shortened = new Set<AttributeValue[]>()
  sections.forEach((section, index) => {
    const parent = parentOf(section.path, item)
    const name = section.path.at(-1) as string | number
    const existing = child(parent, name)
    const operand = section.val as AttributeValue
    if (section.type === 'set') put(parent, name, values[index] as AttributeValue, appends)
    else if (section.type === 'add') put(parent, name, add(existing, operand), appends)
    else if (section.type === 'remove') remove(parent, name, shortened)
    else if (existing) {
      const rest = subtract(existing, operand)
      if (rest) put(parent, name, rest, appends)
      else remove(parent, name, shortened)
    }
  })
  for (const list of shortened) list.splice(0, list.length, ...list.filter((entry) => entry !== undefined))
  for (const [list, added] of appends) {
    list.push(...added.sort((a, b) => a.position - b.position).map(({ value }) => value))
  }
  return item
}

/** A copy of the item, deep only in the attributes into which a path leads. */
function copyWhatChanges(sections: UpdateSection[], before: Item): Item {
  const item = { ...before }
  for (const { path } of sections) {
    const name = path[0] as string
    const value = item[name]
    if (path.length > 1 && value !== undefined && value === before[name]) item[name] = structuredClone(value)
  }
  return item
}

function parentOf(path: Path, item: Item): Container {
  const parent = path.length === 1 ? { M: item } : db.mapPath(path.slice(0, -1), item)
  const fits = typeof path.at(-1) === 'number' ? parent?.L : parent?.M
  if (parent && fits) return parent
  throw validationError('The document path provided in the update expression is invalid for update')
}

function child(parent: Container, name: string | number): AttributeValue | undefined {
  return typeof name === 'number' ? parent.L?.[name] : parent.M?.[name]
}

function put(parent: Container, name: string | number, value: AttributeValue, appends: Appends): void {
  if (typeof name === 'string') {
    ;(parent.M as Item)[name] = value
    return
  }
  const list = parent.L as AttributeValue[]
  if (name < list.length) list[name] = value
  else appends.set(list, [...(appends.get(list) ?? []), { position: name, value }])
}

function remove(parent: Container, name: string | number, shortened: Set<AttributeValue[]>): void {
  if (typeof name === 'string') {
    delete (parent.M as Item)[name]
    return
  }
  const list = parent.L as (AttributeValue | undefined)[]
  if (name >= list.length) return
  list[name] = undefined
  shortened.add(list as AttributeValue[])
}

function add(existing: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  const type = typeOf(operand)
  if (existing && typeOf(existing) !== type) throw validationError(WRONG_TYPE)
  if (type === 'N') return { N: addDecimals(existing?.N ?? '0', operand.N as string) }
  return { [type]: [...new Set([...(existing?.[type as SetType] ?? []), ...(operand[type as SetType] as string[])])] }
}

/** The set without the operand's members; undefined when nothing is left. */
function subtract(existing: AttributeValue, operand: AttributeValue): AttributeValue | undefined {
  const type = typeOf(operand) as SetType
  if (typeOf(existing) !== type) throw validationError(WRONG_TYPE)
  const gone = new Set(operand[type])
  const rest = (existing[type] as string[]).filter((entry) => !gone.has(entry))
  return rest.length === 0 ? undefined : { [type]: rest }
}

interface Call {
  type: 'add' | 'subtract' | 'function'
  name?: string
  args: unknown[]
}

function resolve(operand: unknown, item: Item): AttributeValue {
  if (Array.isArray(operand)) {
    const value = db.mapPath(operand, item)
    // A copy, so that changing one of the two places does not change the other.
    if (value) return structuredClone(value)
    throw validationError('The provided expression refers to an attribute that does not exist in the item')
  }
  if (!isCall(operand)) return operand as AttributeValue
  if (operand.name === 'if_not_exists') {
    const existing = db.mapPath(operand.args[0] as Path, item)
    return existing ? structuredClone(existing) : resolve(operand.args[1], item)
  }
  if (operand.name === 'list_append') {
    const [left, right] = operand.args.map((entry) => typed('L', entry, item))
    return { L: [...(left as AttributeValue[]), ...(right as AttributeValue[])] }
  }
  const [left, right] = operand.args.map((entry) => typed('N', entry, item))
  return { N: addDecimals(left as string, operand.type === 'add' ? (right as string) : negate(right as string)) }
}

function typed<Type extends 'N' | 'L'>(type: Type, operand: unknown, item: Item): NonNullable<AttributeValue[Type]> {
  const value = resolve(operand, item)[type]
  if (value === undefined) throw validationError(WRONG_TYPE)
  return value as NonNullable<AttributeValue[Type]>
}

function isCall(operand: unknown): operand is Call {
  return typeof operand === 'object' && operand !== null && Array.isArray((operand as Call).args)
}
