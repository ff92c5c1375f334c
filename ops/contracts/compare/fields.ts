import type { JsonSchema } from '../schema/json-schema.ts'
import { placesIn } from './places.ts'

/**
 * Every field of a schema, at any depth, by its pointer. A name means the same in every variant of a union, or a reader has to know the
 * variant first.
 */
export function fieldsOf(schema: JsonSchema): ReadonlyMap<string, JsonSchema> {
  const fields = new Map<string, JsonSchema>()
  for (const { pointer, located, isField } of placesIn(schema)) if (isField) fields.set(pointer, located.schema)
  return fields
}
