import { CATCHES, type JsonSchema } from '../schema/json-schema.ts'

/** A schema and the document that its references point into. */
export interface Located {
  readonly schema: JsonSchema
  readonly root: JsonSchema
}

/**
 * Follows `$ref` to `#` and `#/$defs/…`, which is all that zod writes. Checks in code that stand beside it hold, too. Undefined:
 * it points elsewhere, or something else stands beside it.
 */
export function resolve({ schema, root }: Located): Located | undefined {
  const { $ref, ...beside } = schema
  if ($ref === undefined) return { schema, root }
  if (Object.keys(beside).some((keyword) => keyword !== CODE_CHECKS && !annotations.includes(keyword))) return undefined
  const name = /^#\/\$defs\/([^/]+)$/.exec($ref)?.[1]
  const target = $ref === '#' ? root : name === undefined ? undefined : ownValue(root.$defs, name)
  const resolved = target && resolve({ schema: target, root })
  return resolved && { schema: withChecks(resolved.schema, beside), root }
}

const CODE_CHECKS = 'x-code-checks'

/** The schema with the checks of what stands around it. */
function withChecks(schema: JsonSchema, { [CODE_CHECKS]: more = [] }: JsonSchema): JsonSchema {
  const { [CODE_CHECKS]: own = [] } = schema
  return more.length === 0 ? schema : { ...schema, [CODE_CHECKS]: [...new Set([...own, ...more])] }
}

/** Fields may be called `constructor`, which every object has. */
export const ownValue = <Value>(of: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined =>
  of && Object.hasOwn(of, name) ? of[name] : undefined

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
    const known = ['anyOf', 'oneOf', CODE_CHECKS, ...annotations]
    if (Object.keys(schema).some((keyword) => !known.includes(keyword))) return undefined
    const variants = members.map((member) =>
      variantsOf({ schema: member, root })?.map((one) => ({ ...one, schema: withChecks(one.schema, schema) })),
    )
    const isKnown = variants.every((found) => found !== undefined)
    return isKnown ? catchingLast(variants.flat(), schema) : undefined
  }
  if (typeof schema.type === 'object') {
    const { [CATCHES]: _, ...own } = schema
    return catchingLast(
      schema.type.map((type) => ({ schema: { ...own, type }, root })),
      schema,
    )
  }
  return [resolved]
}

/** What stands in for what no variant of a union accepts comes after all of them. */
const catchingLast = (variants: readonly Located[], { [CATCHES]: catches }: JsonSchema): Located[] =>
  variants.map((one, at) =>
    catches && at === variants.length - 1 ? { ...one, schema: { ...one.schema, [CATCHES]: true } } : one,
  )

/**
 * The halves of an intersection. Zod writes null for one that lacks a field which is called as a property of every object, e.g.
 * `constructor`; that is not comparable, and told as such.
 */
export const partsOf = ({ allOf = [] }: JsonSchema): readonly JsonSchema[] => allOf.filter((part) => part !== null)

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
  // It accepts more, never less.
  CATCHES,
]
