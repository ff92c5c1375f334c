import db from 'dynalite/db/index.js'
import type { Engine } from '../engine.ts'
import { throwIfInvalid } from '../errors.ts'
import type { Item } from '../requests/attribute-values.ts'
import { itemSize } from '../requests/item-size.ts'
import { type ItemRequest, validateItemRequest } from '../requests/validate.ts'
import type { Table } from '../tables/table.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { consumeReads } from './consumption.ts'
import { checkKey, itemKey } from './keys.ts'
import { StoredItem } from './stored-item.ts'

/** GetItem. An item that is not durable yet is answered once it is. The response is JSON already. */
export async function getItem(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const request = validateItemRequest('GetItem', input)
  const table = engine.catalog.get(request.TableName)
  checkProjection(table, request)
  checkKey(table, request.Key)
  const key = itemKey(table, request.Key)
  const json = engine.store.get(key)
  if (engine.store.isPending(key)) await engine.store.settled()
  const item = json === undefined ? undefined : new StoredItem(json)
  consumeReads(engine, [item], { consistent: request.ConsistentRead })
  const members = item ? [`"Item":${projectedJson(request, item)}`] : []
  if (request.ReturnConsumedCapacity) {
    const units = { table: readUnits(item ? itemSize(item.item) : 0, request.ConsistentRead), indexes: {} }
    const capacity = consumedCapacity(request.ReturnConsumedCapacity, table, units)
    if (capacity) members.push(`"ConsumedCapacity":${JSON.stringify(capacity)}`)
  }
  return `{${members.join(',')}}`
}

type Projection = Pick<ItemRequest, '_projection' | 'AttributesToGet'>

/** The parts of the item that a request wants. */
export function projectedJson(request: Projection, item: StoredItem): string {
  const paths = request._projection?.paths ?? request.AttributesToGet
  return paths ? JSON.stringify(db.mapPaths(paths, item.item) satisfies Item) : item.json
}

export function checkProjection(table: Table, { _projection }: Projection): void {
  throwIfInvalid(db.validateKeyPaths(_projection?.nestedPaths, table.definition.description))
}
