import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { type Located, variantsOf } from './resolve.ts'

/** Most values that are listed for one schema, so that a check stays fast. */
const MOST = 1000
/** A schema that contains itself is followed so deep. */
const DEEPEST = 6

const texts = [
  '',
  ' ',
  'a',
  'A',
  '0',
  'a-b_c',
  'a@example.com',
  'https://example.com/',
  '2026-01-02',
  '2026-01-02T03:04:05.678Z',
  '2026-01-02T03:04:05Z',
  '00000000-0000-4000-8000-000000000000',
] as const

/**
 * Values that a writer's schema allows, always the same: with each choice that it leaves (absent or there, each variant, least and most) at
 * least once, though not with every combination. Some may be refused by what the schema has no word for.
 * @param known values that were written: texts of a pattern are taken from them, because not every pattern can be guessed.
 */
export const possibleValues = (schema: JsonSchema, known: readonly unknown[]): unknown[] =>
  distinct(valuesAt({ schema, root: schema }, known, 0)).slice(0, MOST)

function valuesAt(located: Located, known: readonly unknown[], depth: number): unknown[] {
  if (depth > DEEPEST) return []
  return (variantsOf(located) ?? []).flatMap((one) => valuesOf(one, known, depth)).slice(0, MOST)
}

function valuesOf({ schema, root }: Located, known: readonly unknown[], depth: number): unknown[] {
  if (schema.const !== undefined) return [schema.const]
  if (schema.enum) return [...schema.enum]
  const inner = (one: JsonSchema, from: readonly unknown[]) => valuesAt({ schema: one, root }, from, depth + 1)
  switch (schema.type) {
    case 'string':
      return textsOf(schema, known)
    case 'integer':
    case 'number':
      return numbersOf(schema, known)
    case 'boolean':
      return [false, true]
    case 'null':
      return [null]
    case 'array':
      return listsOf(schema, known, inner)
    case 'object':
      return objectsOf(schema, known, inner)
    default:
      return known.length > 0 ? known.slice(0, 1) : [null]
  }
}

type Inner = (schema: JsonSchema, known: readonly unknown[]) => unknown[]

function textsOf(schema: JsonSchema, known: readonly unknown[]): string[] {
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema
  const own = known.filter((value) => typeof value === 'string')
  const ofFormat = format === 'uri' ? ['https://example.com/'] : []
  const all = [
    ...own,
    ...ofFormat,
    ...texts,
    'a'.repeat(Math.min(minLength, 10_000)),
    'a'.repeat(Math.min(maxLength, 300)),
  ]
  const expression = pattern === undefined ? undefined : new RegExp(pattern)
  return distinct(all).filter(
    (text) => text.length >= minLength && text.length <= maxLength && (expression?.test(text) ?? true),
  )
}

function numbersOf(schema: JsonSchema, known: readonly unknown[]): number[] {
  const { type, multipleOf, minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = schema
  const step = multipleOf ?? (type === 'integer' ? 1 : 0.01)
  const own = known.filter((value) => typeof value === 'number')
  const above = exclusiveMinimum === undefined ? [] : [exclusiveMinimum + step]
  const below = exclusiveMaximum === undefined ? [] : [exclusiveMaximum - step]
  return distinct([...own, 0, 1, -1, minimum, maximum, ...above, ...below]).filter(
    (value) =>
      Number.isFinite(value) &&
      value >= minimum &&
      value <= maximum &&
      value > (exclusiveMinimum ?? -Infinity) &&
      value < (exclusiveMaximum ?? Infinity),
  )
}

function listsOf(schema: JsonSchema, known: readonly unknown[], inner: Inner): unknown[] {
  const { items, prefixItems = [], minItems = 0, maxItems = Infinity } = schema
  const lists = known.filter(Array.isArray) as readonly unknown[][]
  const places = prefixItems.map((one, index) =>
    inner(
      one,
      lists.map((list) => list[index]),
    ),
  )
  const heads = eachChoice(places)
  const rest =
    typeof items === 'object'
      ? inner(
          items,
          lists.flatMap((list) => list.slice(places.length)),
        )
      : []
  const [first] = rest
  const filled = (head: readonly unknown[], length: number) =>
    first === undefined ? [...head] : [...head, ...Array(Math.max(0, length - head.length)).fill(first)]
  const shortest = heads.map((head) => filled(head, minItems))
  const one = heads.slice(0, 1).flatMap((head) => rest.map((element) => [...filled(head, minItems - 1), element]))
  return [...shortest, ...one].filter((list) => list.length >= minItems && list.length <= maxItems)
}

function objectsOf(schema: JsonSchema, known: readonly unknown[], inner: Inner): unknown[] {
  const { properties = {}, required = [], additionalProperties, propertyNames } = schema
  const objects = known.filter((value) => typeof value === 'object' && value !== null) as Record<string, unknown>[]
  const names = Object.keys(properties)
  const knownOf = (name: string) => objects.filter((one) => Object.hasOwn(one, name)).map((one) => one[name])
  const fields = new Map(names.map((name) => [name, inner(properties[name] ?? {}, knownOf(name))]))
  const withFields = (some: readonly string[]) =>
    eachChoice(some.map((name) => fields.get(name) ?? [])).map((values) =>
      Object.fromEntries(some.map((name, index) => [name, values[index]])),
    )
  // A field of which no value could be made is left out where it may be.
  const possible = names.filter((name) => required.includes(name) || (fields.get(name)?.length ?? 0) > 0)
  const optional = possible.filter((name) => !required.includes(name))
  const least = withFields(possible.filter((name) => required.includes(name)))
  const all = withFields(possible)
  const withoutOne = optional.flatMap((absent) =>
    all.slice(0, 1).map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => name !== absent))),
  )
  const records =
    typeof additionalProperties === 'object' && names.length === 0
      ? keysOf(propertyNames, objects, inner).flatMap((key) =>
          inner(
            additionalProperties,
            objects.flatMap((one) => Object.values(one)),
          ).map((value) => ({ [key]: value })),
        )
      : []
  // What fails most often comes first, because a wide object has more values than are tried.
  return [
    ...least.slice(0, 1),
    ...all.slice(0, 1),
    ...withoutOne,
    ...all.slice(1),
    ...records,
    ...least.slice(1),
  ].slice(0, MOST)
}

function keysOf(schema: JsonSchema | undefined, objects: readonly object[], inner: Inner): string[] {
  const keys = inner(
    schema ?? { type: 'string' },
    objects.flatMap((one) => Object.keys(one)),
  )
  return keys.filter((key) => typeof key === 'string')
}

/** Rows in which each choice of each place stands at least once, beside the first choices of all others. None if a place has no choice. */
function eachChoice(places: readonly (readonly unknown[])[]): unknown[][] {
  if (places.some((choices) => choices.length === 0)) return []
  const first = places.map(([choice]) => choice)
  return [first, ...places.flatMap((choices, index) => choices.slice(1).map((choice) => first.with(index, choice)))]
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()]
}
