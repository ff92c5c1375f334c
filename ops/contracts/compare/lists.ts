import type { JsonSchema } from '../schema/json-schema.ts'
import type { Containers } from './comparison.ts'
import { at, type Finding } from './finding.ts'
import { compareLengths } from './scalars.ts'

/** Lists, and tuples, whose first places have schemas of their own. */
export function compareLists({ writer, reader, pointer, pending, compareAt }: Containers): Finding[] {
  const [from, to] = [writer.schema, reader.schema]
  const findings = compareLengths(from, to, pointer, 'Items', 'elements')
  const named = Math.max(from.prefixItems?.length ?? 0, to.prefixItems?.length ?? 0)
  // One place further than either names: from there on all elements are alike.
  const places = Math.min(named + 1, from.maxItems ?? Number.POSITIVE_INFINITY)
  for (let index = 0; index < places; index++) {
    const written = elementAt(from, index)
    const read = elementAt(to, index)
    const place = at(pointer, index === named ? '*' : String(index))
    if (written === undefined) break
    // An element where the reader accepts none: the lengths have told.
    if (read === undefined) break
    findings.push(
      ...compareAt({ schema: written, root: writer.root }, { schema: read, root: reader.root }, place, pending),
    )
  }
  return findings
}

/** The schema of the element at this index; undefined where there is none. */
export function elementAt({ prefixItems = [], items = true }: JsonSchema, index: number): JsonSchema | undefined {
  const named = prefixItems[index]
  if (named) return named
  if (items === true) return {}
  return items === false ? undefined : items
}
