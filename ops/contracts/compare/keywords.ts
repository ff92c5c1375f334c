import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import { isNothing } from './describe.ts'
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

/** What restricts the reader in a way that is not understood here; the same restriction at the writer makes it harmless. */
export function unknownKeywords(from: JsonSchema, to: JsonSchema): string[] {
  const unknown = Object.keys(to).filter(
    (keyword) => !understood.has(keyword) && canonicalJson(to[keyword]) !== canonicalJson(from[keyword]),
  )
  const isOther = (part: JsonSchema) => Object.keys(part).some((keyword) => keyword !== 'pattern')
  if (to.allOf?.some(isOther) && canonicalJson(to.allOf) !== canonicalJson(from.allOf)) unknown.push('allOf')
  if (to.not && !isNothing(to) && canonicalJson(to.not) !== canonicalJson(from.not)) unknown.push('not')
  return unknown
}
