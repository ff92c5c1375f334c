import * as z from 'zod/mini'
import type { RuleId } from '../../../ops/contracts/compare/rules.ts'
import type { MeaningRule } from '../../../ops/contracts/gate/meaning-rules.ts'

/** A change of a schema, and what it breaks. */
export interface Change {
  readonly name: string
  readonly old: z.ZodMiniType
  readonly next: z.ZodMiniType
  /** New code reads what old code has written. */
  readonly backward: Verdict
  /** Old code reads what new code writes. */
  readonly forward: Verdict
  /** New code refuses nothing of what old code has written, and reads it as something else. */
  readonly meaning?: MeaningRule
}

type Verdict = 'ok' | RuleId | `${RuleId}, ${RuleId}`

const base = { id: z.string(), count: z.int() }
const thing = (more: Record<string, z.ZodMiniType> = {}) => z.object({ ...base, ...more })
const of = (schema: z.ZodMiniType) => z.object({ it: schema })

const change = (
  name: string,
  old: z.ZodMiniType,
  next: z.ZodMiniType,
  backward: Change['backward'],
  forward: Change['forward'],
  meaning?: MeaningRule,
): Change => ({ name, old, next, backward, forward, ...(meaning && { meaning }) })

const defaulted = (note: string) => ({ note: z._default(z.string(), note) })

const circle = z.object({ kind: z.literal('circle'), radius: z.number() })
const square = z.object({ kind: z.literal('square'), side: z.number() })
const triangle = z.object({ kind: z.literal('triangle'), a: z.number() })
const shape = z.discriminatedUnion('kind', [circle, square])
const text = (...checks: Parameters<ReturnType<typeof z.string>['check']>) => of(z.string().check(...checks))
const number = (...checks: Parameters<ReturnType<typeof z.number>['check']>) => of(z.number().check(...checks))
const isShort = (value: unknown) => String(value).length < 3
const checkedEnum = z.enum(['a', 'b']).check(z.refine(isShort))
const isLong = (value: string) => value.length > 3

/** The same text, whatever the limit is. */
const atMost = (most: number) => z.refine<string>((value) => value.length <= most)
const oneOf = (...allowed: readonly string[]) => {
  const known = new Set(allowed)
  const isKnown = (value: string) => known.has(value)
  return z.refine<string>((value) => isKnown(value))
}
const heldAgainst = (schema: z.ZodMiniType) => z.refine((value) => schema.safeParse(value).success)

const refuses =
  (...refused: readonly string[]) =>
  ({ value, issues }: z.core.ParsePayload<string>) => {
    if (refused.includes(value)) issues.push({ code: 'custom', message: 'refused', input: value })
  }

const text1 = z.string().check(z.refine(isLong))

/** What a check in code accepts cannot be known, so both directions break. */
const bothChecked = ['CODE_CHECK_ADDED', 'CODE_CHECK_ADDED'] as const

/**
 * What each change breaks. Sources: Confluent's "Schema Evolution and Compatibility" for JSON Schema (closed writer, open
 * reader), EventCatalog's rules of a breaking change, buf's breaking rules, and our own.
 */
export const changes: readonly Change[] = [
  // Fields
  change('nothing', thing(), thing(), 'ok', 'ok'),
  change('an optional field added', thing(), thing({ note: z.optional(z.string()) }), 'ok', 'ok'),
  change('an optional field removed', thing({ note: z.optional(z.string()) }), thing(), 'ok', 'ok'),
  change('a required field added', thing(), thing({ note: z.string() }), 'FIELD_MISSING', 'ok'),
  change('a required field removed', thing({ note: z.string() }), thing(), 'ok', 'FIELD_MISSING', 'FIELD_DROPPED'),
  change('a required field with a default added', thing(), thing({ note: z._default(z.string(), '') }), 'ok', 'ok'),
  change(
    'a required field made optional',
    thing(),
    z.object({ ...base, id: z.optional(z.string()) }),
    'ok',
    'FIELD_MAY_BE_ABSENT',
  ),
  change(
    'an optional field made required',
    thing({ note: z.optional(z.string()) }),
    thing({ note: z.string() }),
    'FIELD_MAY_BE_ABSENT',
    'ok',
  ),
  change(
    'an optional field gets a default',
    thing({ note: z.optional(z.string()) }),
    thing({ note: z._default(z.string(), '') }),
    'ok',
    'ok',
  ),
  change(
    'a required field gets a default',
    thing({ note: z.string() }),
    thing({ note: z._default(z.string(), '') }),
    'ok',
    'ok',
  ),
  change(
    'a required field renamed',
    thing({ note: z.string() }),
    thing({ remark: z.string() }),
    'FIELD_MISSING',
    'FIELD_MISSING',
  ),
  change(
    'an optional field renamed',
    thing({ note: z.optional(z.string()) }),
    thing({ remark: z.optional(z.string()) }),
    'ok',
    'ok',
    'FIELD_DROPPED',
  ),
  change('a default changed', thing(defaulted('a')), thing(defaulted('b')), 'ok', 'ok', 'DEFAULT_CHANGED'),
  change(
    'a default removed, the field made optional',
    thing(defaulted('a')),
    thing({ note: z.optional(z.string()) }),
    'ok',
    'ok',
    'DEFAULT_CHANGED',
  ),
  change(
    'a required field inside an object added',
    of(thing()),
    of(thing({ note: z.string() })),
    'FIELD_MISSING',
    'ok',
  ),
  change(
    'a required field inside a list added',
    of(z.array(thing())),
    of(z.array(thing({ note: z.string() }))),
    'FIELD_MISSING',
    'ok',
  ),
  change('the object closed', thing(), z.strictObject(base), 'ok', 'ok'),
  change(
    'a field added to a closed object',
    z.strictObject(base),
    z.strictObject({ ...base, note: z.optional(z.string()) }),
    'ok',
    'FIELD_REFUSED',
  ),
  change(
    'a field removed from a closed object',
    z.strictObject({ ...base, note: z.optional(z.string()) }),
    z.strictObject(base),
    'FIELD_REFUSED',
    'ok',
  ),
  change('the object opened, keeping what it does not know', thing(), z.looseObject(base), 'ok', 'ok'),
  change(
    'an open object names a field',
    z.looseObject(base),
    z.looseObject({ ...base, note: z.optional(z.string()) }),
    'TYPE_CHANGED',
    'ok',
  ),
  change('an open object no longer keeps all', z.looseObject(base), thing(), 'ok', 'ok', 'KEYS_DROPPED'),
  change('an open object closed', z.looseObject(base), z.strictObject(base), 'FIELD_REFUSED', 'ok'),
  // Types
  change('a text becomes a number', of(z.string()), of(z.number()), 'TYPE_CHANGED', 'TYPE_CHANGED'),
  change('a whole number becomes a number', of(z.int()), of(z.number()), 'ok', 'TYPE_CHANGED'),
  change('a number becomes a whole number', of(z.number()), of(z.int()), 'TYPE_CHANGED', 'ok'),
  change('a whole number of 32 bits becomes one of 53', of(z.int32()), of(z.int()), 'ok', 'RANGE_NARROWED'),
  change('a value becomes a list of it', of(z.string()), of(z.array(z.string())), 'TYPE_CHANGED', 'TYPE_CHANGED'),
  change('a text becomes an object', of(z.string()), of(thing()), 'TYPE_CHANGED', 'TYPE_CHANGED'),
  change('a truth value becomes a text', of(z.boolean()), of(z.string()), 'TYPE_CHANGED', 'TYPE_CHANGED'),
  change('null allowed', of(z.string()), of(z.nullable(z.string())), 'ok', 'TYPE_CHANGED'),
  change('null no longer allowed', of(z.nullable(z.string())), of(z.string()), 'TYPE_CHANGED', 'ok'),
  change('any value allowed', of(z.string()), of(z.unknown()), 'ok', 'TYPE_CHANGED'),
  change('any value narrowed to a text', of(z.unknown()), of(z.string()), 'TYPE_CHANGED', 'ok'),
  change(
    'a text or a number instead of a text',
    of(z.string()),
    of(z.union([z.string(), z.number()])),
    'ok',
    'TYPE_CHANGED',
  ),
  change(
    'a text instead of a text or a number',
    of(z.union([z.string(), z.number()])),
    of(z.string()),
    'TYPE_CHANGED',
    'ok',
  ),
  // Listed values
  change('a value added to an enum', of(z.enum(['a', 'b'])), of(z.enum(['a', 'b', 'c'])), 'ok', 'VALUES_NARROWED'),
  change('a value removed from an enum', of(z.enum(['a', 'b'])), of(z.enum(['a'])), 'VALUES_NARROWED', 'ok'),
  change(
    'a value of an enum renamed',
    of(z.enum(['a', 'b'])),
    of(z.enum(['a', 'B'])),
    'VALUES_NARROWED',
    'VALUES_NARROWED',
  ),
  change('the values of an enum in another order', of(z.enum(['a', 'b'])), of(z.enum(['b', 'a'])), 'ok', 'ok'),
  change('a text becomes an enum', of(z.string()), of(z.enum(['a'])), 'VALUES_NARROWED', 'ok'),
  change('an enum becomes a text', of(z.enum(['a'])), of(z.string()), 'ok', 'VALUES_NARROWED'),
  change(
    'an enum becomes a text that is long enough for all',
    of(z.enum(['aa', 'bb'])),
    text(z.minLength(2)),
    'ok',
    'VALUES_NARROWED',
  ),
  change(
    'an enum becomes a text that is too long for some',
    of(z.enum(['a', 'bb'])),
    text(z.minLength(2)),
    'VALUES_NARROWED',
    'VALUES_NARROWED',
  ),
  change('a literal changed', of(z.literal('a')), of(z.literal('b')), 'VALUES_NARROWED', 'VALUES_NARROWED'),
  change('a literal becomes an enum with it', of(z.literal('a')), of(z.enum(['a', 'b'])), 'ok', 'VALUES_NARROWED'),
  change('numbers listed, then any', of(z.literal([1, 2])), of(z.int()), 'ok', 'VALUES_NARROWED'),
  // Texts
  change('the longest text longer', text(z.maxLength(5)), text(z.maxLength(9)), 'ok', 'LENGTH_NARROWED'),
  change('the longest text shorter', text(z.maxLength(9)), text(z.maxLength(5)), 'LENGTH_NARROWED', 'ok'),
  change('the shortest text longer', text(z.minLength(1)), text(z.minLength(2)), 'LENGTH_NARROWED', 'ok'),
  change('a limit of length added', of(z.string()), text(z.maxLength(5)), 'LENGTH_NARROWED', 'ok'),
  change('a limit of length removed', text(z.maxLength(5)), of(z.string()), 'ok', 'LENGTH_NARROWED'),
  change('a pattern added', of(z.string()), text(z.regex(/^a/)), 'PATTERN_CHANGED', 'ok'),
  change('a pattern removed', text(z.regex(/^a/)), of(z.string()), 'ok', 'PATTERN_CHANGED'),
  change('a pattern changed', text(z.regex(/^a/)), text(z.regex(/^b/)), 'PATTERN_CHANGED', 'PATTERN_CHANGED'),
  change('a second pattern added', text(z.regex(/^a/)), text(z.regex(/^a/), z.regex(/z$/)), 'PATTERN_CHANGED', 'ok'),
  change('a format added', of(z.string()), of(z.url()), 'FORMAT_CHANGED', 'ok'),
  change('a format with a pattern added', of(z.string()), of(z.email()), 'PATTERN_CHANGED', 'ok'),
  change('a format changed', of(z.email()), of(z.uuid()), 'PATTERN_CHANGED', 'PATTERN_CHANGED'),
  change('a check in code added', of(z.string()), text(z.refine(isLong)), 'CODE_CHECK_ADDED', 'ok'),
  change('a check in code removed', text(z.refine(isLong)), of(z.string()), 'ok', 'CODE_CHECK_ADDED'),
  change('a check in code kept', text(z.refine(isLong)), text(z.refine(isLong)), 'ok', 'ok'),
  change('a text trimmed', of(z.string()), text(z.trim()), 'CODE_CHECK_ADDED', 'ok'),
  change('a format narrowed', of(z.url()), of(z.url({ protocol: /^https$/ })), 'CODE_CHECK_ADDED', 'ok'),
  change(
    'a format behind a pattern, which hides it',
    text(z.startsWith('https://')),
    text(z.url(), z.startsWith('https://')),
    'CODE_CHECK_ADDED',
    'ok',
  ),
  change('a text becomes an address', of(z.string()), of(z.ipv6()), 'PATTERN_CHANGED, FORMAT_CHANGED', 'ok'),
  change(
    'an enum becomes a text of a pattern that some match',
    of(z.enum(['a_b', '😀'])),
    text(z.regex(/^.$/)),
    'VALUES_NARROWED',
    'VALUES_NARROWED',
  ),
  change(
    'a check in code around a text that has one',
    of(z.optional(text1)),
    of(z.optional(text1).check(z.refine(isShort))),
    'CODE_CHECK_ADDED',
    'ok',
  ),
  change(
    'a check in code around a union',
    of(z.union([z.string(), z.int()])),
    of(z.union([z.string(), z.int()]).check(z.refine(isShort))),
    'CODE_CHECK_ADDED',
    'ok',
  ),
  change('a check in code around an enum, kept', of(checkedEnum), of(checkedEnum), 'ok', 'ok'),
  change('a value that a check reads from around it narrowed', text(atMost(5)), text(atMost(3)), ...bothChecked),
  change('a value that a check reads from around it kept', text(atMost(5)), text(atMost(5)), 'ok', 'ok'),
  change('a list that a check reads by another function', text(oneOf('a', 'b')), text(oneOf('a')), ...bothChecked),
  change(
    'a schema that a check holds values against',
    text(heldAgainst(z.string().check(z.refine(isShort)))),
    text(heldAgainst(z.string().check(z.refine(isLong)))),
    ...bothChecked,
  ),
  change('a check that is a bare function', text(refuses('a')), text(refuses('a', 'b')), ...bothChecked),
  change(
    'a check that is run in other cases',
    text(z.refine(isLong, { when: () => false })),
    text(z.refine(isLong, { when: () => true })),
    ...bothChecked,
  ),
  change('a description added', of(z.string()), text(z.describe('a text')), 'ok', 'ok'),
  change(
    'a format that was only written beside a text becomes one that is checked',
    text(z.meta({ format: 'uri' })),
    of(z.url()),
    'FORMAT_CHANGED',
    'ok',
  ),
  // Numbers
  change('the greatest number greater', number(z.lte(5)), number(z.lte(9)), 'ok', 'RANGE_NARROWED'),
  change('the greatest number smaller', number(z.lte(9)), number(z.lte(5)), 'RANGE_NARROWED', 'ok'),
  change('the least number greater', number(z.gte(0)), number(z.gte(1)), 'RANGE_NARROWED', 'ok'),
  change('a bound becomes exclusive', number(z.gte(0)), number(z.gt(0)), 'RANGE_NARROWED', 'ok'),
  change('a bound becomes inclusive', number(z.gt(0)), number(z.gte(0)), 'ok', 'RANGE_NARROWED'),
  change(
    'more than 0 and at least 1 are the same whole numbers',
    of(z.int().check(z.gt(0))),
    of(z.int().check(z.gte(1))),
    'ok',
    'ok',
  ),
  change('a step added', number(z.gte(0)), number(z.gte(0), z.multipleOf(5)), 'STEP_CHANGED', 'ok'),
  change('a step made finer', number(z.multipleOf(10)), number(z.multipleOf(5)), 'ok', 'STEP_CHANGED'),
  change('cents become tenths of cents', number(z.multipleOf(0.01)), number(z.multipleOf(0.001)), 'ok', 'STEP_CHANGED'),
  change(
    'a second step added',
    number(z.multipleOf(2)),
    number(z.multipleOf(2), z.multipleOf(3)),
    'NOT_COMPARABLE',
    'ok',
  ),
  // Lists
  change(
    'the longest list longer',
    of(z.array(z.string()).check(z.maxLength(5))),
    of(z.array(z.string()).check(z.maxLength(9))),
    'ok',
    'LENGTH_NARROWED',
  ),
  change(
    'an empty list no longer allowed',
    of(z.array(z.string())),
    of(z.array(z.string()).check(z.minLength(1))),
    'LENGTH_NARROWED',
    'ok',
  ),
  change('what a list holds narrowed', of(z.array(z.string())), of(z.array(z.enum(['a']))), 'VALUES_NARROWED', 'ok'),
  change(
    'a tuple gets a further element',
    of(z.tuple([z.string()])),
    of(z.tuple([z.string(), z.number()])),
    'LENGTH_NARROWED',
    'LENGTH_NARROWED',
  ),
  change(
    'a tuple gets a further optional element',
    of(z.tuple([z.string()])),
    of(z.tuple([z.string(), z.optional(z.number())])),
    'ok',
    'LENGTH_NARROWED',
  ),
  change(
    'an element of a tuple changed',
    of(z.tuple([z.string()])),
    of(z.tuple([z.number()])),
    'TYPE_CHANGED',
    'TYPE_CHANGED',
  ),
  change(
    'a tuple becomes a list',
    of(z.tuple([z.string(), z.string()])),
    of(z.array(z.string())),
    'ok',
    'LENGTH_NARROWED',
  ),
  // Unions
  change(
    'a variant added',
    of(shape),
    of(z.discriminatedUnion('kind', [circle, square, triangle])),
    'ok',
    'VARIANT_REMOVED',
  ),
  change(
    'a variant removed',
    of(z.discriminatedUnion('kind', [circle, square, triangle])),
    of(shape),
    'VARIANT_REMOVED',
    'ok',
  ),
  change(
    'a required field added to one variant',
    of(shape),
    of(z.discriminatedUnion('kind', [z.object({ ...circle.shape, unit: z.string() }), square])),
    'FIELD_MISSING',
    'ok',
  ),
  change('one variant becomes a union', of(circle), of(shape), 'ok', 'VARIANT_REMOVED'),
  change('variants in another order', of(shape), of(z.discriminatedUnion('kind', [square, circle])), 'ok', 'ok'),
  change(
    'a variant that accepts as much put before another one',
    of(z.union([z.object({ a: z.string(), b: z.string() }), z.object({ a: z.string() })])),
    of(z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })])),
    'ok',
    'ok',
    'VARIANT_HIDDEN',
  ),
  // Records
  change(
    'what a record holds widened',
    of(z.record(z.string(), z.int())),
    of(z.record(z.string(), z.number())),
    'ok',
    'TYPE_CHANGED',
  ),
  change(
    'the keys of a record narrowed',
    of(z.record(z.string(), z.int())),
    of(z.record(z.string().check(z.maxLength(3)), z.int())),
    'KEYS_NARROWED',
    'ok',
  ),
  change(
    'a key added to a record that has all keys',
    of(z.record(z.enum(['a', 'b']), z.int())),
    of(z.record(z.enum(['a', 'b', 'c']), z.int())),
    'FIELD_MAY_BE_ABSENT',
    'KEYS_NARROWED',
  ),
  change(
    'the values of a record that has all keys no longer optional',
    of(z.record(z.enum(['a']), z.optional(z.int()))),
    of(z.record(z.enum(['a']), z.int())),
    'FIELD_MAY_BE_ABSENT',
    'ok',
  ),
  change(
    'a field called like a property of every object',
    of(z.object({ constructor: z.string() })),
    of(z.strictObject({})),
    'FIELD_REFUSED',
    'FIELD_MISSING',
  ),
  change(
    'an object becomes a record',
    of(z.object({ a: z.int(), b: z.int() })),
    of(z.record(z.string(), z.int())),
    'ok',
    'FIELD_MAY_BE_ABSENT',
  ),
  change(
    'both halves of an intersection',
    of(z.intersection(z.object({ a: z.int() }), z.object({ b: z.int() }))),
    of(z.object({ a: z.int(), b: z.int() })),
    'ok',
    'ok',
  ),
]
