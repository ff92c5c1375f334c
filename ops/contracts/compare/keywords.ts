import { canonicalJson, isNothing, type JsonSchema } from '../schema/json-schema.ts'
import { annotations } from './resolve.ts'

const understood = new Set([
  ...annotations,
  '$ref',
  'type',
  'const',
  'enum',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'properties',
  'required',
  'additionalProperties',
  'propertyNames',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'x-code-checks',
])

/** The reader's keywords that this comparison does not understand. One that the writer has in the same form restricts nothing, and is left out. */
export function unknownKeywords(from: JsonSchema, to: JsonSchema): string[] {
  const unknown = Object.keys(to).filter((keyword) => !understood.has(keyword) && !isSame(from[keyword], to[keyword]))
  // zod writes null for the half of an intersection that lacks a field called as a property of every object is.
  const isOther = (part: JsonSchema | null) => !part || Object.keys(part).some((keyword) => keyword !== 'pattern')
  if (to.allOf?.some(isOther) && !isSame(from.allOf, to.allOf)) unknown.push('allOf')
  if (to.not && !isNothing(to) && !isSame(from.not, to.not)) unknown.push('not')
  return unknown
}

/** Whether two values are the same as text. A value that refers to a definition is never called the same, because the definition may differ. */
function isSame(from: unknown, to: unknown): boolean {
  const text = canonicalJson(to)
  return text === canonicalJson(from) && !text.includes('"$ref"')
}
