import type { PlaceTable } from '../../declarations/places.ts'
import type { Frame, OwnFrame } from './frame.ts'

/** @returns nothing for a file that is not of this bundle, and for code of a package. */
export function placeInBundle(table: PlaceTable, { path, line, column }: Frame): OwnFrame | undefined {
  const [, lines] = Object.entries(table.files).find(([file]) => path.endsWith(`/${file}`)) ?? []
  const runs = lines?.[line - 1]
  const [source, name = '', statement] = table.places[placeAt(runs ?? [], column - 1) - 1] ?? []
  const own = source === undefined ? undefined : table.sources[source]
  return own === undefined ? undefined : { file: own, name, ...(statement !== undefined && { statement }) }
}

/** @param column from 0. @returns the number of the place, from 1. */
function placeAt(runs: readonly number[], column: number): number {
  let [from, place] = [0, 0]
  for (let at = 0; at < runs.length; at += 2) {
    from += runs[at] ?? 0
    if (from > column) break
    place += runs[at + 1] ?? 0
  }
  return place
}
