import { readFileSync } from 'node:fs'
import { PLACE_TABLE, type PlaceTable } from '../../declarations/places.ts'

let table: PlaceTable | null | undefined

/**
 * The table of the bundle that this code runs in: read once, by the first message that dies.
 * @returns nothing outside of a bundle. A table that cannot be read must not keep a message from its dead-letter queue.
 */
export function placesOfThisBundle(): PlaceTable | undefined {
  if (table === undefined) table = readTable()
  return table ?? undefined
}

function readTable(): PlaceTable | null {
  try {
    // Modules that are loaded on demand lie in a folder of their own.
    return JSON.parse(readFileSync(new URL(`../${PLACE_TABLE}`, import.meta.url), 'utf8')) as PlaceTable
  } catch {
    return null
  }
}
