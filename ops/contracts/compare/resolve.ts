import type { JsonSchema } from '../schema/json-schema.ts'

/** A schema and the document that its references point into. */
export interface Located {
  readonly schema: JsonSchema
  readonly root: JsonSchema
}

/** Follows `$ref` to `#` and `#/$defs/…`, which is all that zod writes. Undefined: it points elsewhere. */
export function resolve({ schema, root }: Located): Located | undefined {
  if (schema.$ref === undefined) return { schema, root }
  if (schema.$ref === '#') return { schema: root, root }
  const name = /^#\/\$defs\/([^/]+)$/.exec(schema.$ref)?.[1]
  const target = name === undefined ? undefined : root.$defs?.[name]
  return target && resolve({ schema: target, root })
}

/**
 * The variants of a schema: members of unions, each type of a list of types, by itself. A value matches the schema if it
 * matches one of them. Undefined: it cannot be taken apart.
 */
export function variantsOf(located: Located): Located[] | undefined {
  const resolved = resolve(located)
  if (!resolved) return undefined
  const { schema, root } = resolved
  const members = schema.anyOf ?? schema.oneOf
  if (members) {
    // A union with further keywords beside it would restrict each member. zod does not write that.
    const beside = Object.keys(schema).filter((keyword) => !['anyOf', 'oneOf', ...annotations].includes(keyword))
    if (beside.length > 0) return undefined
    const variants = members.map((member) => variantsOf({ schema: member, root }))
    return variants.some((found) => found === undefined) ? undefined : variants.flatMap((found) => found ?? [])
  }
  if (typeof schema.type === 'object') {
    return schema.type.map((type) => ({ schema: { ...schema, type }, root }))
  }
  return [resolved]
}

/** Keywords that say nothing about which values are allowed. */
export const annotations = [
  '$schema',
  '$defs',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'id',
  '$id',
  '$comment',
]
