import * as z from 'zod/mini'
import { flagsOf } from './without-flagged.ts'

/**
 * What zod checks and a JSON Schema of zod's does not say. It narrows what is accepted all the same, so it is kept beside the schema,
 * as text: the same text on both sides is the same check.
 */

/** A schema that no JSON Schema describes, whatever is kept beside it. */
class Indescribable extends Error {
  override readonly name = 'Indescribable'
}

type Definition = Readonly<Record<string, unknown>> & { readonly type?: string; readonly checks?: readonly Check[] }
interface Check {
  readonly _zod: { readonly def: Definition & { readonly check: string; readonly format?: string } }
}

/** The keyword for them says all that they check. */
const said = new Set([
  'greater_than',
  'less_than',
  'multiple_of',
  'number_format',
  'min_length',
  'max_length',
  'length_equals',
])

/** Formats of texts that are their pattern and nothing else; others have code beside it. */
const patternsOnly = new Set([
  'regex',
  'starts_with',
  'ends_with',
  'includes',
  'lowercase',
  'uppercase',
  'date',
  'time',
  'datetime',
  'duration',
  'email',
  'guid',
  'uuid',
  'ipv4',
  'cidrv4',
  'nanoid',
  'cuid',
  'cuid2',
  'ulid',
  'xid',
  'ksuid',
  'e164',
])

/** @throws {Indescribable} */
export function unsaidChecks(schema: z.core.$ZodType): string[] {
  const definition = schema._zod.def as unknown as Definition
  assertDescribable(definition)
  const { checks = [] } = definition
  const formats = schema._zod.traits.has('$ZodCheck') ? [schema as unknown as Check, ...checks] : checks
  const texts = formats.filter(({ _zod: { def } }) => def.check === 'string_format')
  return formats.flatMap(({ _zod: { def } }, at) => {
    if (said.has(def.check)) return []
    if (def.check === 'overwrite') assertChangedFirst(formats.slice(0, at), def.tx)
    if (def.check === 'string_format') return unsaidFormat(def, texts.length > 1)
    if (def.check === 'custom' || def.check === 'overwrite') return [`${def.check}: ${textOf(def.fn ?? def.tx)}`]
    return [`${def.check}: ${textOf(def)}`]
  })
}

/** What may be done to a text again and again: whoever reads it does it once more. */
const repeatable = new Set(
  [z.trim(), z.toLowerCase(), z.toUpperCase(), z.normalize()].map((check) =>
    textOf((check._zod.def as never as Changing).tx),
  ),
)

interface Changing {
  readonly tx: unknown
}

/** What was checked before a text is changed may not hold for what is stored. */
function assertChangedFirst(before: readonly Check[], change: unknown): void {
  if (before.some(({ _zod: { def } }) => def.check !== 'overwrite')) {
    throw new Indescribable('a text that is changed after it was checked may not pass the check again; change it first')
  }
  if (!repeatable.has(textOf(change))) {
    throw new Indescribable('a text that is changed each time it is read is not the text that was written')
  }
}

/** @param hasOthers zod states the last format only, and none at all where that is a mere pattern. */
function unsaidFormat(definition: Check['_zod']['def'], hasOthers: boolean): string[] {
  const { format = '', pattern, hostname, protocol, alg, fn, position } = definition
  if (format === 'includes' && position !== undefined) {
    throw new Indescribable('the pattern that stands for z.includes with a position means another place')
  }
  const unsaid = flagsOf(pattern) === '' ? [] : [`pattern: ${textOf(pattern)}`]
  if (patternsOnly.has(format)) return unsaid
  const more = [hostname, protocol, alg, fn].filter((one) => one !== undefined && one !== null)
  return more.length > 0 || hasOthers ? [...unsaid, `format: ${[format, ...more.map(textOf)].join(' ')}`] : unsaid
}

function assertDescribable({ type, checks = [], ...definition }: Definition): void {
  if (type === 'pipe' || type === 'transform') {
    throw new Indescribable('a value that is turned into another one is not the value that was written')
  }
  if (type === 'union' && definition.inclusive === false && definition.discriminator === undefined) {
    throw new Indescribable('"exactly one of these" cannot be compared; use a discriminated union')
  }
  if (type === 'tuple' && checks.some(({ _zod: { def } }) => def.check !== 'custom')) {
    throw new Indescribable('a tuple is as long as its elements say; a limit of its length would hide that')
  }
  const element = (type === 'tuple' ? definition.rest : type === 'array' && definition.element) as z.ZodMiniType | false
  if (element && mayBeAbsent(element)) {
    throw new Indescribable('an element that is left out becomes null in JSON')
  }
  if (type === 'record' && hasNumberKey(definition.keyType as z.ZodMiniType)) {
    throw new Indescribable('keys are texts; a limit of their number would be lost')
  }
  if (type === 'default' && !z.safeParse(definition.innerType as z.ZodMiniType, definition.defaultValue).success) {
    throw new Indescribable('the default is not one of the values that are accepted')
  }
}

const hasNumberKey = ({ _zod: { def } }: z.ZodMiniType): boolean =>
  def.type === 'number' && ((def.checks?.length ?? 0) > 0 || 'check' in def)

/** Whether a value of the schema may be undefined, which JSON leaves out, or makes null in a list. */
export const mayBeAbsent = (schema: z.core.$ZodType): boolean => schema._zod.optout !== undefined

/** As it stands in the source. @throws {Indescribable} for a function without a source, e.g. a bound one. */
function textOf(value: unknown): string {
  if (typeof value === 'function') {
    const source = String(value).replaceAll(/\s+/g, ' ')
    if (!source.includes('[native code]')) return source
    throw new Indescribable('a check has no source that could be compared: write it as a function of its own')
  }
  if (value instanceof RegExp) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  return JSON.stringify(value, (_, part: unknown) => {
    if (isSchema(part)) return z.toJSONSchema(part)
    return typeof part === 'function' || part instanceof RegExp ? textOf(part) : part
  })
}

const isSchema = (value: unknown): value is z.ZodMiniType =>
  typeof value === 'object' && value !== null && '_zod' in value
