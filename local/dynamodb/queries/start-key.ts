import db from 'dynalite/db/index.js'
import { validationError } from '../errors.ts'
import { indexKey, itemKey } from '../items/keys.ts'
import type { Item } from '../requests/attribute-values.ts'
import { ABOVE } from '../storage/encoding.ts'
import type { Table, TableIndex } from '../tables/table.ts'
import { startKeyNames } from './read-page.ts'

/** The range that is left behind (or, in reverse, before) the item at which the last page ended. */
export function continueAfter(
  table: Table,
  index: TableIndex | undefined,
  start: Item | undefined,
  range: { gte: string; lt: string },
  reverse: boolean,
): { gte: string; lt: string } {
  if (!start) return range
  const key = storageKey(table, index, start)
  if (key < range.gte || key >= range.lt) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions')
  }
  // No other key starts with this one, so that everything behind it is also behind this.
  return reverse ? { gte: range.gte, lt: key } : { gte: key + ABOVE, lt: range.lt }
}

function storageKey(table: Table, index: TableIndex | undefined, start: Item): string {
  const names = startKeyNames(table, index)
  const { description } = table.definition
  if (Object.keys(start).length !== names.length || names.some((name) => !start[name])) {
    throw validationError('The provided starting key is invalid')
  }
  const own = Object.fromEntries(description.KeySchema.map(({ AttributeName: name }) => [name, start[name]]))
  const problem = db.validateKey(own as Item, description)
  if (problem) throw validationError(`The provided starting key is invalid: ${problem.body.message}`)
  if (!index) return itemKey(table, start)
  for (const key of [index.hash, index.range]) {
    if (key && !start[key.name]?.[key.type]) throw validationError('The provided starting key is invalid')
  }
  return indexKey(table, index, start) as string
}
