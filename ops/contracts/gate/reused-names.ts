import { fieldsOf } from '../compare/fields.ts'
import type { Contract } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import { canonicalJson, type JsonSchema } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'

interface Form {
  readonly version: number
  readonly released: string
  readonly fields: ReadonlyMap<string, JsonSchema>
}

/**
 * Fields that some release of this version or an earlier one had, the newest of them has not, and the code has again with another
 * schema: a consumer that still knows the old meaning would misread it. Also found where only the newest release is compared.
 */
export function reusedNames(
  { kind, type, version, reader }: Contract,
  released: readonly ReleasedContract[],
): Breakage[] {
  const forms = formsOf(released.filter((one) => one.kind === kind && one.type === type && one.version <= version))
  const newest = forms.at(-1)
  const reused: Breakage[] = []
  for (const [pointer, now] of fieldsOf(reader)) {
    if (newest?.fields.has(pointer)) continue
    const last = forms.findLast((form) => form.fields.has(pointer))
    const old = last?.fields.get(pointer)
    if (!last || !old || canonicalJson(old) === canonicalJson(now)) continue
    const where = last.version === version ? 'this name was released' : `version ${last.version} has this name`
    reused.push({
      rule: 'NAME_REUSED',
      contract: { kind, type, version },
      pointer,
      message: `${where} with another meaning and ${last.version === version ? 'then removed' : 'a later one has not'}, so it is reserved`,
      old,
      now,
      released: last.released,
    })
  }
  return reused
}

/** Every released form, those of the oldest version first. */
const formsOf = (released: readonly ReleasedContract[]): Form[] =>
  released
    .toSorted((left, right) => left.version - right.version)
    .flatMap(({ version, revisions }) =>
      revisions.map((revision) => ({ version, released: revision.released, fields: fieldsOf(revision.reader) })),
    )
