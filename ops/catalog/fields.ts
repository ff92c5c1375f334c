import type { JsonSchema } from '../contracts/schema/json-schema.ts'
import type { Fields } from './model.ts'

/** Longer lists of allowed values are cut, because they would hide everything else. */
const MOST_VALUES = 8

/** Every field of a schema, at any depth. */
export function fieldsOf(schema: JsonSchema): Fields {
  const fields: Record<string, string> = {}
  walk(schema, '', fields)
  return fields
}

function walk(schema: JsonSchema, path: string, fields: Record<string, string>): void {
  const required = new Set(schema.required ?? [])
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`
    fields[at] = `${kindOf(field)}${required.has(name) ? '' : '?'}`
    walk(field, at, fields)
  }
  if (typeof schema.items === 'object') walk(schema.items, `${path}[]`, fields)
  for (const variant of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) walk(variant, path, fields)
}

function kindOf({ type, enum: values, const: constant, format, anyOf, oneOf, items }: JsonSchema): string {
  if (constant !== undefined) return JSON.stringify(constant)
  if (values) return values.length <= MOST_VALUES ? values.map((value) => String(value)).join('|') : 'one of a list'
  const variants = anyOf ?? oneOf
  if (variants) return [...new Set(variants.map(kindOf))].join('|')
  if (type === 'array') return `list of ${typeof items === 'object' ? kindOf(items) : 'anything'}`
  if (type === 'string') return format ?? 'text'
  if (type === 'integer') return 'whole number'
  return [type ?? 'anything'].flat().join('|')
}
