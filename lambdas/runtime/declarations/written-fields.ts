import * as z from 'zod/mini'

/** By name of the field; undefined for a field whose values are not listed. */
export type WrittenFields = ReadonlyMap<string, readonly unknown[] | undefined>

const known = new WeakMap<object, WrittenFields>()

/** The outermost fields that data of a schema may have, in any of its variants, and the values that it lists for each. */
export function writtenFields(schema: z.ZodMiniType): WrittenFields {
  const fields = known.get(schema) ?? fieldsOf(schema)
  known.set(schema, fields)
  return fields
}

/** The part of a JSON Schema that is read here. */
interface Json {
  readonly type?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Json | boolean>>
  readonly anyOf?: readonly (Json | boolean)[]
  readonly oneOf?: readonly (Json | boolean)[]
  readonly allOf?: readonly (Json | boolean)[]
}

function fieldsOf(schema: z.ZodMiniType): WrittenFields {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Json
  const fields = new Map<string, readonly unknown[] | undefined>()
  for (const { properties = {} } of partsOf(json)) {
    for (const [name, field] of Object.entries(properties)) {
      const [before, values] = [fields.has(name) ? fields.get(name) : [], listedIn(field)]
      fields.set(name, before && values && [...before, ...values])
    }
  }
  return fields
}

/** The schema and its variants, which may be unions or intersections themselves. */
function partsOf(json: Json | boolean): Json[] {
  if (typeof json === 'boolean') return []
  return [json, ...[...(json.anyOf ?? []), ...(json.oneOf ?? []), ...(json.allOf ?? [])].flatMap(partsOf)]
}

function listedIn(field: Json | boolean): readonly unknown[] | undefined {
  if (typeof field === 'boolean') return undefined
  if (field.enum) return field.enum
  if ('const' in field) return [field.const]
  if (field.type === 'null') return [null]
  const parts = field.anyOf?.map(listedIn)
  return parts?.every((part) => part !== undefined) ? parts.flat() : undefined
}
