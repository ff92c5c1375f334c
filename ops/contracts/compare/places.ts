import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { tagsOf } from './describe.ts'
import { at } from './finding.ts'
import { type Located, partsOf, resolve } from './resolve.ts'

/** One place in the data of a schema. A place that several variants of a union describe comes once for each. */
export interface Place {
  readonly pointer: string
  /** The pointer with the tagged variants on the way to it: the same field of two variants is two places. */
  readonly place: string
  readonly located: Located
  /** What `located` refers to; undefined for what cannot be followed. */
  readonly target: Located | undefined
  /** Whether it is a field with a name, and not an element of a list, an entry of a record or the whole. */
  readonly isField: boolean
  readonly mayBeAbsent: boolean
}

/** Every place of a schema at any depth: in unions, intersections, lists and records, too. One that contains itself is followed for one turn. */
export const placesIn = (schema: JsonSchema): Iterable<Place> =>
  visit({ located: { schema, root: schema }, pointer: '', place: '', isField: false, mayBeAbsent: false }, new Set())

function* visit(here: Omit<Place, 'target'>, pending: ReadonlySet<string>): Generator<Place> {
  const { pointer, place } = here
  const target = resolve(here.located)
  yield { ...here, target }
  if (!target) return
  const { schema, root } = target
  const text = canonicalJson(schema)
  if (pending.has(text)) return
  const nested = new Set([...pending, text])
  const inner = `${place}${tagText(schema)}`
  const within = (one: JsonSchema, name: string, isField: boolean, mayBeAbsent: boolean) =>
    visit(
      {
        located: { schema: one, root },
        pointer: at(pointer, name),
        place: at(inner, name),
        isField,
        mayBeAbsent,
      },
      nested,
    )
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...partsOf(schema)]) {
    yield* visit({ ...here, located: { schema: part, root } }, nested)
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield* within(field, name, true, !schema.required?.includes(name))
  }
  for (const [index, item] of (schema.prefixItems ?? []).entries()) yield* within(item, String(index), false, false)
  for (const one of [schema.items, schema.additionalProperties]) {
    if (typeof one === 'object') yield* within(one, '*', false, false)
  }
}

const tagText = (schema: JsonSchema): string => {
  const tags = [...tagsOf(schema)].map(([name, value]) => `${name}=${value}`)
  return tags.length > 0 ? `(${tags.join(',')})` : ''
}
