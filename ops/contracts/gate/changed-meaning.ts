import { defaultsIn } from '../compare/defaults.ts'
import { fieldsOf } from '../compare/fields.ts'
import { keptBy } from '../compare/kept.ts'
import type { Contract } from '../contract.ts'
import type { ReleasedContract, Revision } from '../released/released-contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'
import { changedUpcast } from './changed-upcast.ts'
import type { MeaningRule } from './meaning-rules.ts'

/**
 * What the code reads as something else than the newest release does, though it refuses nothing. Older releases do not count: since
 * the newest one, data has the meaning that it gave to them.
 * @param refused places that are told already, with the reason for which the code refuses what is there.
 * @param missed places that are told already, because released code misses there what the code no longer writes.
 */
export function changedMeaning(
  contract: Contract,
  released: ReleasedContract,
  refused: ReadonlySet<string>,
  missed: ReadonlySet<string>,
): Breakage[] {
  const newest = released.revisions.at(-1)
  if (!newest) return []
  const found = isSameReader(contract, newest)
    ? []
    : [...changedDefaults(contract, newest), ...droppedFields(contract, newest, new Set([...refused, ...missed]))]
  return [...found.filter(({ pointer }) => !refused.has(pointer)), ...changedUpcast(contract, released)]
}

const isSameReader = (contract: Contract, { reader }: Revision): boolean =>
  canonicalJson(contract.reader) === canonicalJson(reader)

const breakageOf = (
  { kind, type, version, reader }: Contract,
  newest: Revision,
  rule: MeaningRule,
  rest: Pick<Breakage, 'pointer' | 'message' | 'old' | 'now'>,
): Breakage => {
  // Without a schema of its own, two changes at one place would be the same: what is kept of data depends on the whole reader.
  const besides = rest.old === undefined && rest.now === undefined ? { besides: [newest.reader, reader] } : {}
  return {
    rule,
    contract: { kind, type, version },
    direction: 'backward',
    ...rest,
    ...besides,
    released: newest.released,
  }
}

function changedDefaults(contract: Contract, newest: Revision): Breakage[] {
  const now = defaultsIn(contract.reader)
  return [...defaultsIn(newest.reader)].flatMap(([place, { pointer, defaults }]): Breakage[] => {
    const is = now.get(place)
    // A field that is gone, or demanded, is not read as something else.
    if (!is || (is.defaults.length === 0 && !is.mayBeAbsent)) return []
    const known = new Set(is.defaults.map(canonicalJson))
    const lost = defaults.filter((one) => !known.has(canonicalJson(one)))
    if (lost.length === 0) return []
    const [old, next] = [shown(lost), is.defaults.length > 0 ? shown(is.defaults) : undefined]
    const message = `where it is not written, released code reads ${JSON.stringify(old)}, and the new code ${next === undefined ? 'reads nothing' : JSON.stringify(next)}`
    return [breakageOf(contract, newest, 'DEFAULT_CHANGED', { pointer, message, old, now: next })]
  })
}

const shown = (values: readonly unknown[]): unknown => (values.length === 1 ? values[0] : values)

function droppedFields(contract: Contract, newest: Revision, told: ReadonlySet<string>): Breakage[] {
  const now = keptBy(newest.writer, contract.reader)
  const known = new Set([...defaultsIn(contract.reader).values()].map(({ pointer }) => pointer))
  const lost = keptBy(newest.writer, newest.reader).notIn(now)
  const isPartOfLost = (pointer: string) => lost.some((other) => pointer.startsWith(`${other}/`))
  return lost.flatMap((pointer): Breakage[] => {
    if (pointer.endsWith('/*')) {
      const message = 'fields that are not listed were kept by released code, and the new code drops them'
      return [breakageOf(contract, newest, 'KEYS_DROPPED', { pointer, message })]
    }
    if (!known.has(pointer)) {
      return isPartOfLost(pointer) || isWithin(pointer, told) ? [] : takenOut(contract, newest, pointer)
    }
    const message = 'another variant of the union may read it first now, and drops or changes what released code keeps'
    return [breakageOf(contract, newest, 'VARIANT_HIDDEN', { pointer, message })]
  })
}

const isWithin = (pointer: string, places: ReadonlySet<string>): boolean =>
  [...places].some((place) => pointer === place || pointer.startsWith(`${place}/`))

/** A field that no variant reads any more. It may go if it may be absent, unless the same change gives it another name. */
function takenOut(contract: Contract, newest: Revision, pointer: string): Breakage[] {
  const isAlwaysWritten = [...defaultsIn(newest.writer).values()].some(
    (one) => one.pointer === pointer && !one.mayBeAbsent,
  )
  const renamed = newNameOf(contract, newest, pointer)
  if (!isAlwaysWritten && renamed === undefined) return []
  const beside =
    renamed === undefined
      ? ''
      : `, and ${renamed} has the same schema and is new: what was written is not read under it`
  const message = isAlwaysWritten
    ? `released code always writes it, and the new code drops it${beside}`
    : `released code may write it, and the new code drops it${beside}. If it is no other name for it, make it two releases`
  return [
    breakageOf(contract, newest, 'FIELD_DROPPED', { pointer, message, old: fieldsOf(newest.reader).get(pointer) }),
  ]
}

/** The pointer of a new field with the same schema, in the same object. */
function newNameOf({ reader }: Contract, newest: Revision, pointer: string): string | undefined {
  const before = fieldsOf(newest.reader)
  const old = before.get(pointer)
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  const isNew = ([other, schema]: readonly [string, JsonSchema]) =>
    !before.has(other) &&
    other.slice(0, other.lastIndexOf('/')) === parent &&
    canonicalJson(schema) === canonicalJson(old)
  return [...fieldsOf(reader)].find(isNew)?.[0]
}
