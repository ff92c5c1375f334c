import db from 'dynalite/db/index.js'
import type { Engine } from '../engine.ts'
import { throwIfInvalid, validationError } from '../errors.ts'
import { consumedCapacity, readUnits } from '../items/capacity.ts'
import { meets } from '../items/conditions.ts'
import { consumePage } from '../items/consumption.ts'
import { project } from '../items/project.ts'
import { projectedJson } from '../items/read-item.ts'
import { StoredItem } from '../items/stored-item.ts'
import type { Item } from '../requests/attribute-values.ts'
import { itemSize } from '../requests/item-size.ts'
import type { ItemRequest } from '../requests/validate.ts'
import type { Range } from '../storage/store.ts'
import type { Table, TableIndex } from '../tables/table.ts'
import { checkProjected, checkSelect } from './select.ts'

/** A page ends with the item that reaches this size (of its JSON, which is somewhat more than AWS counts). */
const MAX_PAGE_CHARACTERS = 1024 * 1024

/** The index that the request names, if it names one; throws for what that index cannot do. */
export function chooseIndex(table: Table, request: ItemRequest): TableIndex | undefined {
  checkSelect(request)
  if (!request.IndexName) return undefined
  const index = table.indexes.find(({ name }) => name === request.IndexName)
  if (!index) throw validationError(`The table does not have the specified index: ${request.IndexName}`)
  if (index.global && request.ConsistentRead) {
    throw validationError('Consistent reads are not supported on global secondary indexes')
  }
  if (index.global && index.attributes && request.Select === 'ALL_ATTRIBUTES') {
    throw validationError(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary ' +
        `index ${index.name} because its projection type is not ALL`,
    )
  }
  checkProjected(index, request)
  return index
}

/** Reads one page of a range of the table or index. The response is JSON already. */
export async function readPage(
  engine: Engine,
  table: Table,
  index: TableIndex | undefined,
  request: ItemRequest,
  { gte, lt, reverse }: Range,
): Promise<string> {
  checkPaths(table, request)
  const limit = request.Limit === undefined ? {} : { limit: request.Limit }
  const range = { gte, lt, reverse: reverse ?? false, ...limit, maxCharacters: MAX_PAGE_CHARACTERS }
  const entries = await (index ? engine.readIndex(index, range) : engine.store.range(range))
  const scanned = entries.map(([, json]) => new StoredItem(json))
  consumePage(engine, scanned, request.ConsistentRead)
  const last = scanned.at(-1)
  const characters = scanned.reduce((sum, { json }) => sum + json.length, 0)
  const isCut = scanned.length === request.Limit || characters >= MAX_PAGE_CHARACTERS
  const found = scanned.filter((item) => passes(request, item))
  const members = [`"Count":${found.length}`, `"ScannedCount":${scanned.length}`]
  if (request.Select !== 'COUNT')
    members.push(`"Items":[${found.map((item) => output(index, request, item)).join(',')}]`)
  if (isCut && last) members.push(`"LastEvaluatedKey":${JSON.stringify(startKey(table, index, last.item))}`)
  const capacity = capacityOf(table, index, request, scanned)
  if (capacity) members.push(`"ConsumedCapacity":${JSON.stringify(capacity)}`)
  return `{${members.join(',')}}`
}

/** Names of the attributes that say where a page ended. */
export function startKeyNames(table: Table, index: TableIndex | undefined): string[] {
  const keys = [table.hash, table.range, index?.hash, index?.range]
  return [...new Set(keys.flatMap((key) => (key ? [key.name] : [])))]
}

function startKey(table: Table, index: TableIndex | undefined, item: Item): Item {
  return Object.fromEntries(startKeyNames(table, index).map((name) => [name, item[name] as Item[string]]))
}

function output(index: TableIndex | undefined, request: ItemRequest, item: StoredItem): string {
  const whole = request._projection || request.AttributesToGet || request.Select === 'ALL_ATTRIBUTES'
  if (index && !index.global && index.attributes && !whole) return JSON.stringify(project(index, item.item))
  return projectedJson(request, item)
}

function passes(request: ItemRequest, item: StoredItem): boolean {
  if (request._filter) return meets(item.item, request._filter.expression)
  const filter = request.QueryFilter ?? request.ScanFilter
  return !filter || db.matchesFilter(item.item, filter, request.ConditionalOperator)
}

function checkPaths(table: Table, request: ItemRequest): void {
  const { description } = table.definition
  throwIfInvalid(db.validateKeyPaths(request._projection?.nestedPaths, description))
  throwIfInvalid(db.validateKeyPaths(request._filter?.nestedPaths, description))
}

function capacityOf(table: Table, index: TableIndex | undefined, request: ItemRequest, scanned: StoredItem[]) {
  if (!request.ReturnConsumedCapacity) return undefined
  const bytes = scanned.reduce((sum, { item }) => sum + itemSize(item), 0)
  const units = readUnits(bytes, request.ConsistentRead)
  const split = index ? { table: 0, indexes: { [index.name]: units } } : { table: units, indexes: {} }
  return consumedCapacity(request.ReturnConsumedCapacity, table, split)
}
