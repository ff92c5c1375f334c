import { possibleValues } from '../compare/possible-values.ts'
import type { Contract } from '../contract.ts'
import type { ReleasedContract } from '../released/released-contract.ts'
import { canonicalJson } from '../schema/json-schema.ts'
import type { Breakage } from './breakage.ts'
import { reasonOf } from './refused-example.ts'

/** Longer data is cut in a report. */
const LONGEST = 300

/**
 * Data of an old version that cannot be brought to the newest one. Examples state every field and ordinary values, so data is made
 * of the schemas as well: without what is optional, at limits, with each variant.
 */
export function failingUpcast(contract: Contract, released: ReleasedContract | undefined): Breakage[] {
  const { kind, type, version, writer, example, isWritten, parse, toNewest } = contract
  if (kind !== 'event' || isWritten) return []
  const known = [example, ...(released?.samples ?? [])]
  const writers = [writer, ...(released?.revisions ?? []).map((revision) => revision.writer)]
  const distinct = new Map(writers.map((one) => [canonicalJson(one), one]))
  for (const data of [...distinct.values()].flatMap((one) => possibleValues(one, known))) {
    // What this version refuses itself is told by the comparison of schemas.
    if (!passes(parse, data)) continue
    try {
      toNewest(data)
    } catch (error) {
      const shown = JSON.stringify(data)
      const excerpt = shown.length > LONGEST ? `${shown.slice(0, LONGEST)} …` : shown
      const message = `it allows ${excerpt}, which cannot be brought to the newest version: ${reasonOf(error)}`
      return [{ rule: 'UPCAST_FAILS', contract: { kind, type, version }, pointer: '', message }]
    }
  }
  return []
}

function passes(parse: Contract['parse'], data: unknown): boolean {
  try {
    parse(data)
    return true
  } catch {
    return false
  }
}
