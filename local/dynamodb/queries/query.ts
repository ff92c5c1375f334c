import type { Engine } from '../engine.ts'
import { validationError } from '../errors.ts'
import { validateItemRequest } from '../requests/validate.ts'
import { keyRange } from './key-conditions.ts'
import { chooseIndex, readPage } from './read-page.ts'
import { continueAfter } from './start-key.ts'

/** Query of a table or index: one page. */
export async function query(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const request = validateItemRequest('Query', input)
  const table = engine.catalog.get(request.TableName)
  const index = chooseIndex(table, request)
  const source = index ?? table
  const all = keyRange(request, source)
  for (const key of [source.hash, source.range]) {
    const filtered = key && (request._filter ? request._filter.pathHeads : request.QueryFilter)?.[key.name]
    if (filtered) {
      throw validationError(
        `${request._filter ? 'Filter Expression' : 'QueryFilter'} can only contain non-primary key attributes: ` +
          `Primary key attribute: ${key.name}`,
      )
    }
  }
  const reverse = request.ScanIndexForward === false
  const range = continueAfter(table, index, request.ExclusiveStartKey, all, reverse)
  return readPage(engine, table, index, request, { ...range, reverse })
}
