import * as fc from 'fast-check'
import * as z from 'zod/mini'

/**
 * Schemas of every kind that zod has for plain JSON, as data, so that a property test can change one place of them. What a schema
 * accepts is not computed here: values are tried.
 */
export type Wild =
  | { readonly kind: 'leaf'; readonly name: LeafName }
  | { readonly kind: 'wrapped'; readonly by: WrapperName; readonly of: Wild }
  | { readonly kind: 'tuple'; readonly items: readonly Wild[]; readonly rest: Wild | undefined }
  | { readonly kind: 'record'; readonly keys: KeysName; readonly of: Wild }
  | { readonly kind: 'object'; readonly mode: ModeName; readonly fields: Readonly<Record<string, Wild>> }
  | { readonly kind: 'union' | 'tagged' | 'intersection'; readonly members: readonly Wild[] }

const startsBig = (value: unknown) => /^[A-Z]/.test(String(value))
const isShort = (value: unknown) => String(JSON.stringify(value)).length < 12
/** The same text of a check with other values around it. */
const atMost = (most: number) => z.refine<string>((value) => value.length <= most)
const refuses =
  (refused: string) =>
  ({ value, issues }: z.core.ParsePayload<string>) => {
    if (value === refused) issues.push({ code: 'custom', message: 'refused', input: value })
  }

const leaves = {
  text: () => z.string(),
  textOf2: () => z.string().check(z.length(2)),
  textTo3: () => z.string().check(z.maxLength(3)),
  url: () => z.url(),
  https: () => z.url({ protocol: /^https$/ }),
  urlAndPattern: () => z.url().check(z.regex(/^https:/)),
  startsWithHttps: () => z.string().check(z.startsWith('https:')),
  patternAndUrl: () => z.string().check(z.regex(/^https:/), z.url()),
  email: () => z.email(),
  emailOfA: () => z.email().check(z.regex(/^a/)),
  uuid: () => z.uuid(),
  uuid7: () => z.uuidv7(),
  date: () => z.iso.date(),
  time: () => z.iso.time(),
  datetime: () => z.iso.datetime(),
  datetimeWithOffset: () => z.iso.datetime({ offset: true }),
  datetimeLocal: () => z.iso.datetime({ local: true }),
  datetimeOfSeconds: () => z.iso.datetime({ precision: 0 }),
  ipv4: () => z.ipv4(),
  ipv6: () => z.ipv6(),
  base64: () => z.base64(),
  hex: () => z.hex(),
  pattern: () => z.string().check(z.regex(/^[a-z]+$/)),
  patternOfAnyCase: () => z.string().check(z.regex(/^[a-z]+$/i)),
  patternOfLines: () => z.string().check(z.regex(/^[a-z]+$/m)),
  oneCharacter: () => z.string().check(z.regex(/^.$/)),
  oneCodePoint: () => z.string().check(z.regex(/^.$/u)),
  lowercase: () => z.string().check(z.lowercase()),
  trimmed: () => z.string().check(z.trim(), z.minLength(1)),
  shortenedThenTrimmed: () => z.string().check(z.minLength(1), z.trim()),
  big: () => z.string().check(z.refine(startsBig)),
  template: () => z.templateLiteral(['a', z.int()]),
  atMost1: () => z.string().check(atMost(1)),
  atMost2: () => z.string().check(atMost(2)),
  notA: () => z.string().check(refuses('a')),
  notB: () => z.string().check(refuses('b')),
  uriBeside: () => z.string().check(z.meta({ format: 'uri', pattern: '^https:' })),
  described: () => z.string().check(z.describe('a text')),
  endsWithA: () => z.string().check(z.endsWith('a')),
  includesA: () => z.string().check(z.includes('a')),
  duration: () => z.iso.duration(),
  timeOfMinutes: () => z.iso.time({ precision: -1 }),
  emoji: () => z.emoji(),
  hostname: () => z.hostname(),
  jwt: () => z.jwt(),
  base64url: () => z.base64url(),
  cidrv4: () => z.cidrv4(),
  cidrv6: () => z.cidrv6(),
  e164: () => z.e164(),
  guid: () => z.guid(),
  ulid: () => z.ulid(),
  ownFormat: () => z.stringFormat('own', (value) => value.startsWith('a')),
  number: () => z.number(),
  int: () => z.int(),
  int32: () => z.int32(),
  positive: () => z.number().check(z.gt(0)),
  notNegative: () => z.number().check(z.gte(0)),
  below5: () => z.number().check(z.lt(5)),
  byTwos: () => z.number().check(z.multipleOf(2)),
  bySixes: () => z.number().check(z.multipleOf(2), z.multipleOf(3)),
  uint32: () => z.uint32(),
  float32: () => z.float32(),
  coercedNumber: () => z.coerce.number(),
  byTenths: () => z.number().check(z.multipleOf(0.1)),
  boolean: () => z.boolean(),
  yes: () => z.literal(true),
  null: () => z.null(),
  a: () => z.literal('a'),
  aOr1: () => z.literal(['a', 1, null]),
  letters: () => z.enum(['a', 'b', 'Ab']),
  lettersAndMore: () => z.enum(['a', 'b', 'Ab', '😀', '']),
  numbers: () => z.literal([0, 0.30000000001, 4, 7]),
  shortEnum: () => z.enum(['a', 'b', 'Ab']).check(z.refine(startsBig)),
  json: () => z.json(),
  unknown: () => z.unknown(),
  any: () => z.any(),
  never: () => z.never(),
  tree: () => {
    const tree = z.object({
      text: z.string(),
      get more() {
        return z.optional(z.array(tree))
      },
    })
    return tree as z.ZodMiniType
  },
  treeOfShort: () => {
    const tree = z.object({
      text: z.string().check(z.maxLength(1)),
      get more() {
        return z.optional(z.array(tree))
      },
    })
    return tree as z.ZodMiniType
  },
} satisfies Record<string, () => z.ZodMiniType>

const wrappers = {
  optional: (of) => z.optional(of),
  exactOptional: (of) => z.exactOptional(of),
  nullable: (of) => z.nullable(of),
  nullish: (of) => z.nullish(of),
  defaultNull: (of) => z._default(z.nullable(of), null),
  prefaultNull: (of) => z.prefault(z.nullable(of), null),
  catchNull: (of) => z.catch(z.nullable(of), null),
  catchText: (of) => z.catch(of, 'a'),
  nonoptional: (of) => z.nonoptional(of),
  readonly: (of) => z.readonly(of),
  lazy: (of) => z.lazy(() => of),
  short: (of) => of.check(z.refine(isShort)),
  shortOptional: (of) => z.optional(of).check(z.refine(isShort)),
  list: (of) => z.array(of),
  listOf1To2: (of) => z.array(of).check(z.minLength(1), z.maxLength(2)),
} satisfies Record<string, (of: z.ZodMiniType) => z.ZodMiniType>

const keys = {
  anyKey: (of) => z.record(z.string(), of),
  shortKey: (of) => z.record(z.string().check(z.maxLength(1)), of),
  patternKey: (of) => z.record(z.string().check(z.regex(/^[ab]$/)), of),
  enumKey: (of) => z.record(z.enum(['a', 'b']), of),
  enumKeyOfThree: (of) => z.record(z.enum(['a', 'b', 'constructor']), of),
  someOfEnum: (of) => z.partialRecord(z.enum(['a', 'b']), of),
  numberKey: (of) => z.record(z.number(), of),
  loose: (of) => z.looseRecord(z.string().check(z.regex(/^a/)), of),
} satisfies Record<string, (of: z.ZodMiniType) => z.ZodMiniType>

const modes = {
  strip: (shape) => z.object(shape),
  strict: (shape) => z.strictObject(shape),
  loose: (shape) => z.looseObject(shape),
  texts: (shape) => z.catchall(z.object(shape), z.string()),
  checked: (shape) => z.object(shape).check(z.refine(isShort)),
} satisfies Record<string, (shape: Record<string, z.ZodMiniType>) => z.ZodMiniType>

type LeafName = keyof typeof leaves
type WrapperName = keyof typeof wrappers
type KeysName = keyof typeof keys
type ModeName = keyof typeof modes

const namesOf = <Of extends object>(of: Of) => fc.constantFrom(...(Object.keys(of) as (keyof Of)[]))
const fieldNames = ['a', 'b', 'constructor'] as const

export const { wild } = fc.letrec<{ wild: Wild }>((tie) => {
  const some = (most: number, least = 0) => fc.array(tie('wild'), { minLength: least, maxLength: most })
  const leaf = namesOf(leaves).map((name) => ({ kind: 'leaf' as const, name }))
  return {
    wild: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      leaf,
      leaf,
      fc.record({ kind: fc.constant('wrapped' as const), by: namesOf(wrappers), of: tie('wild') }),
      fc.record({
        kind: fc.constant('tuple' as const),
        items: some(2),
        rest: fc.option(tie('wild'), { nil: undefined }),
      }),
      fc.record({ kind: fc.constant('record' as const), keys: namesOf(keys), of: tie('wild') }),
      fc.record({
        kind: fc.constant('object' as const),
        mode: namesOf(modes),
        fields: fc.dictionary(fc.constantFrom(...fieldNames), tie('wild'), { maxKeys: 3 }),
      }),
      fc.record({ kind: fc.constantFrom('union' as const, 'tagged' as const), members: some(3, 1) }),
      fc.record({ kind: fc.constant('intersection' as const), members: some(2, 2) }),
    ),
  }
})

export function toZod(of: Wild): z.ZodMiniType {
  switch (of.kind) {
    case 'leaf':
      return leaves[of.name]()
    case 'wrapped':
      return wrappers[of.by](toZod(of.of))
    case 'tuple':
      return z.tuple(of.items.map(toZod) as never, (of.rest && toZod(of.rest)) as never) as z.ZodMiniType
    case 'record':
      return keys[of.keys](toZod(of.of))
    case 'object':
      return modes[of.mode](Object.fromEntries(Object.entries(of.fields).map(([name, field]) => [name, toZod(field)])))
    case 'union':
      return z.union(of.members.map(toZod) as never)
    case 'tagged':
      return z.discriminatedUnion(
        'kind',
        of.members.map((member, index) => z.object({ kind: z.literal('pqr'[index]), a: toZod(member) })) as never,
      ) as z.ZodMiniType
    case 'intersection':
      return z.intersection(toZod(of.members[0]!), toZod(of.members[1]!))
  }
}

const scalars = [
  ...['', 'a', 'b', 'Ab', 'AB', ' a ', ' ', 'abcd', '😀', 'a\nb', 'a1', 'a1.5', '5', 'ff'],
  ...[
    'https://x.y',
    'http://x.y',
    'https:',
    'https://x.y/A',
    'a@b.co',
    'b@b.co',
    'YWJj',
    'YWJ',
    '1.2.3.4',
    '::1',
    '1:2',
  ],
  ...['01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', '01980c1e-7b0a-4cc3-8f0e-3a5f6c1d2e4b'],
  ...['2024-02-29', '2023-02-29', '10:30', '10:30:00', '2024-02-29T10:30:00Z', '2024-02-29T10:30:00.5+02:00'],
  ...['2024-02-29T10:30', '2024-02-29T10:30:00', 'P1D', 'x.y', '::1/64', '1.2.3.0/24', '+49301234567', '+1'],
  ...['eyJhbGciOiJIUzI1NiJ9.e30.c2ln', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'a_-Z'],
  ...[0, 1, -1, 2, 3, 4, 5, 6, 7, 0.1, 0.3, 0.5, 0.30000000001, 2 ** 31, 2 ** 53, 1e21, -7.5],
  ...[true, false, null],
]

/** Values worth trying on a schema, of its shape; few of what is nested, many of what is not. */
export function candidates(of: Wild, depth = 0): unknown[] {
  const inner = (wanted: Wild) => candidates(wanted, depth + 1).slice(0, 24)
  switch (of.kind) {
    case 'leaf':
      return of.name.startsWith('tree')
        ? [{ text: 'a' }, { text: 'abc' }, { text: 'a', more: [{ text: 'abc' }] }, { text: 'a', more: [] }]
        : accepted(toZod(of), scalars)
    case 'wrapped': {
      const values = inner(of.of)
      if (!of.by.startsWith('list')) return [undefined, null, ...values]
      return [[], ...values.map((value) => [value]), ...values.slice(0, 3).map((value) => [value, values[0], value])]
    }
    case 'tuple': {
      const values = of.items.map(inner)
      const rest = of.rest ? inner(of.rest) : []
      const first = values.map((one) => one[0])
      const varied = values.flatMap((one, at) => one.map((value) => first.with(at, value)))
      return [first, first.slice(0, -1), ...varied, ...rest.map((value) => [...first, value, rest[0]])]
    }
    case 'record':
      return [{}, ...inner(of.of).flatMap((value) => recordsOf(value))]
    case 'object': {
      const fields = Object.entries(of.fields).map(([name, field]) => [name, inner(field)] as const)
      const whole = Object.fromEntries(fields.map(([name, values]) => [name, values[0]]))
      const varied = fields.flatMap(([name, values]) => values.map((value) => ({ ...whole, [name]: value })))
      const fewer = fields.map(([name]) => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)))
      return [whole, ...fewer, ...varied, ...['x', 5].map((value) => ({ ...whole, other: value, b: value }))]
    }
    case 'tagged':
      return of.members.flatMap((member, index) => inner(member).map((a) => ({ kind: 'pqr'[index], a })))
    case 'union':
      return of.members.flatMap(inner)
    case 'intersection': {
      const [left = [], right = []] = of.members.map(inner)
      const merged = left.flatMap((one) => right.slice(0, 4).map((two) => mergedOf(one, two)))
      return [...left, ...right, ...merged]
    }
  }
}

const recordsOf = (value: unknown) => [
  ...['a', 'b', 'abc', '7', 'constructor'].map((name) => ({ [name]: value })),
  { a: value, b: value },
  { a: value, b: value, constructor: value },
]

const mergedOf = (one: unknown, two: unknown): unknown => (isObject(one) && isObject(two) ? { ...one, ...two } : one)

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const accepted = (schema: z.ZodMiniType, values: readonly unknown[]) =>
  values.filter((value) => z.safeParse(schema, value).success)

/** The schema with one place, chosen by `path`, replaced by another one. */
export function replaced(of: Wild, [step, ...rest]: readonly number[], other: Wild): Wild {
  if (step === undefined) return other
  const within = (members: readonly Wild[]) =>
    members.map((member, at) => (at === step % members.length ? replaced(member, rest, other) : member))
  switch (of.kind) {
    case 'leaf':
      return other
    case 'wrapped':
    case 'record':
      return { ...of, of: replaced(of.of, rest, other) }
    case 'tuple':
      return of.items.length === 0 ? other : { ...of, items: within(of.items) }
    case 'object': {
      const names = Object.keys(of.fields)
      const values = within(Object.values(of.fields))
      return { ...of, fields: Object.fromEntries(names.map((name, at) => [name, values[at]!])) }
    }
    default:
      return { ...of, members: within(of.members) }
  }
}

/** Every leaf, by itself: pairs of them are few enough to try them all. */
export const allLeaves: readonly Wild[] = (Object.keys(leaves) as LeafName[]).map((name) => ({ kind: 'leaf', name }))
