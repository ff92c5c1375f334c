import * as z from 'zod/mini'
import { type Code, functionText, Indescribable, type SchemaText, sourceOf, textOf } from './check-text.ts'
import { patternFormats } from './pattern-formats.ts'
import { isSteady } from './steady.ts'

/**
 * The checks of a zod schema that its JSON Schema does not express. They narrow what is accepted all the same, so they are kept beside the schema,
 * as text: the same text on both sides is the same check.
 */

type Definition = Readonly<Record<string, unknown>> & { readonly type?: string; readonly checks?: readonly Check[] }
interface Check {
  readonly _zod: {
    /** What zod runs; of a check that was given as a bare function, that function. */
    readonly check?: Code
    readonly def: Definition & {
      readonly check: string
      readonly format?: string
      readonly fn?: Code
      readonly tx?: Code
      /** Whether it is run at all; those that zod wrote have one of zod's. */
      readonly when?: Code
    }
  }
}

/** The keyword for them says all that they check, or they check nothing. */
const said = new Set([
  'describe',
  'meta',
  'greater_than',
  'less_than',
  'multiple_of',
  'number_format',
  'min_length',
  'max_length',
  'length_equals',
])

/** Formats of texts that are their pattern and nothing else; others have code beside it. */
const patternsOnly: ReadonlySet<string> = new Set([
  'regex',
  'starts_with',
  'ends_with',
  'includes',
  'lowercase',
  'uppercase',
  'time',
  'datetime',
  'guid',
  ...patternFormats,
])

/** @param schemaText of a schema that a check holds values against. @throws {Indescribable} */
export function unsaidChecks(schema: z.core.$ZodType, schemaText: SchemaText): string[] {
  const definition = schema._zod.def as unknown as Definition
  assertDescribable(definition)
  const { checks = [] } = definition
  const formats = schema._zod.traits.has('$ZodCheck') ? [schema as unknown as Check, ...checks] : checks
  const texts = formats.filter(({ _zod: { def } }) => def.check === 'string_format')
  return formats.flatMap(({ _zod: { def, check } }, at) => {
    if (said.has(def.check)) return []
    if (def.check === 'overwrite') assertChangedFirst(formats.slice(0, at), def.tx)
    if (def.check === 'string_format') return unsaidFormat(def, texts.length > 1, schemaText)
    if (def.check === 'custom' || def.check === 'overwrite') return [`${def.check}: ${codeOf(def, check, schemaText)}`]
    return [`${def.check}: ${textOf(def, schemaText)}`]
  })
}

/** @param run what zod runs: the code itself, where it was given as a bare function. */
function codeOf({ fn, tx, when }: Check['_zod']['def'], run: Code | undefined, schemaText: SchemaText): string {
  const text = functionText(fn ?? tx ?? run, schemaText)
  return when === undefined ? text : `${text}, when ${functionText(when, schemaText)}`
}

/** The changes of a text that may be repeated: a stored text was changed when it was written, and is changed again whenever it is read. */
const repeatable = new Set(
  [z.trim(), z.toLowerCase(), z.toUpperCase(), z.normalize()].map((check) =>
    sourceOf((check._zod.def as never as Changing).tx),
  ),
)

interface Changing {
  readonly tx: unknown
}

/** Refuses a change that comes after a check: the changed text is what is stored, and it may not pass that check any more. */
function assertChangedFirst(before: readonly Check[], change: unknown): void {
  if (before.some(({ _zod: { def } }) => def.check !== 'overwrite')) {
    throw new Indescribable('a text that is changed after it was checked may not pass the check again; change it first')
  }
  if (!repeatable.has(sourceOf(change))) {
    throw new Indescribable('a text that is changed each time it is read is not the text that was written')
  }
}

/** @param hasOthers zod states the last format only, and none at all where that is a mere pattern. */
function unsaidFormat(definition: Check['_zod']['def'], hasOthers: boolean, schemaText: SchemaText): string[] {
  const { format = '', hostname, protocol, alg, fn, position } = definition
  if (format === 'includes' && position !== undefined) {
    throw new Indescribable('the pattern that stands for z.includes with a position means another place')
  }
  if (patternsOnly.has(format)) return []
  const more = [hostname, protocol, alg, fn].filter((one) => one !== undefined && one !== null)
  return more.length > 0 || hasOthers
    ? [`format: ${[format, ...more.map((one) => textOf(one, schemaText))].join(' ')}`]
    : []
}

/** Kinds of values that are not in JSON, or not the ones that were written. */
const notPlain = new Set(['custom', 'file', 'function', 'promise', 'success'])

function assertDescribable(definition: Definition): void {
  const { type = '', checks = [] } = definition
  if (notPlain.has(type)) throw new Indescribable(`a value of z.${type} is not plain JSON`)
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
  if ((type === 'default' || type === 'prefault') && !isSteady(() => definition.defaultValue)) {
    throw new Indescribable(
      'the default is another one each time, or on another day: what is stored would be read as something else each time',
    )
  }
  if ((type === 'default' || type === 'prefault') && !isAccepted(definition.innerType, definition.defaultValue)) {
    throw new Indescribable('the default is not one of the values that are accepted')
  }
  if (type === 'catch' && !isSteady(definition.catchValue as Code)) {
    throw new Indescribable('what stands in for a value that is refused is another one each time, or on another day')
  }
  if (type === 'catch' && !isAccepted(definition.innerType, (definition.catchValue as Code)())) {
    throw new Indescribable('what stands in for a value that is refused is not one of the values that are accepted')
  }
}

const isAccepted = (schema: unknown, value: unknown): boolean => z.safeParse(schema as z.ZodMiniType, value).success

const hasNumberKey = ({ _zod: { def } }: z.ZodMiniType): boolean =>
  def.type === 'number' && ((def.checks?.length ?? 0) > 0 || 'check' in def)

/** Whether a value of the schema may be undefined, which JSON leaves out, or makes null in a list. */
export const mayBeAbsent = (schema: z.core.$ZodType): boolean => schema._zod.optout !== undefined
