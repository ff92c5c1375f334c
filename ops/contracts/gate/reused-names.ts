import type { Contract } from '../contract.ts'
import type { Revision } from '../released/released-contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'

/**
 * Fields that some release had, the newest release has not, and the code has again with another schema: a consumer that
 * still knows the old meaning would misread it. Also found where only the newest release is compared.
 */
export function reusedNames({ kind, type, version, reader }: Contract, revisions: readonly Revision[]): Breakage[] {
  const newest = fieldsOf(revisions.at(-1)?.reader ?? {})
  const reused: Breakage[] = []
  for (const [pointer, now] of fieldsOf(reader)) {
    if (newest.has(pointer)) continue
    const last = revisions.findLast((revision) => fieldsOf(revision.reader).has(pointer))
    const old = last && fieldsOf(last.reader).get(pointer)
    if (!last || !old || canonicalJson(old) === canonicalJson(now)) continue
    reused.push({
      rule: 'NAME_REUSED',
      contract: { kind, type, version },
      pointer,
      message: 'this name was released with another meaning and then removed, so it is reserved',
      old,
      now,
      released: last.released,
    })
  }
  return reused
}

/** Every field of an object, at any depth, by its pointer. */
function fieldsOf(schema: JsonSchema, pointer = '', fields = new Map<string, JsonSchema>()): Map<string, JsonSchema> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    fields.set(`${pointer}/${name}`, field)
    fieldsOf(field, `${pointer}/${name}`, fields)
  }
  for (const inner of [schema.items, schema.additionalProperties]) {
    if (typeof inner === 'object') fieldsOf(inner, `${pointer}/*`, fields)
  }
  // A name means the same in every variant of a union, or a reader has to know the variant first.
  for (const variant of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) fieldsOf(variant, pointer, fields)
  return fields
}
