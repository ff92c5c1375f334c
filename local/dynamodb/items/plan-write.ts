import db from 'dynalite/db/index.js'
import { conditionalCheckFailed, throwIfInvalid, validationError } from '../errors.ts'
import type { Item } from '../requests/attribute-values.ts'
import { isSurelyBelow, itemSize, MAX_ITEM_BYTES } from '../requests/item-size.ts'
import type { ItemRequest } from '../requests/validate.ts'
import type { Store } from '../storage/store.ts'
import type { Table } from '../tables/table.ts'
import { toSections } from './attribute-updates.ts'
import { meets } from './conditions.ts'
import { checkIndexKeys, checkItem, checkKey, itemKey } from './keys.ts'
import { StoredItem } from './stored-item.ts'
import { applyUpdate } from './update-expression.ts'

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck'

const UNSUPPORTED_KEY = 'The update expression attempted to update the secondary index key to unsupported type'

/** The change of one item by a write whose condition was met. */
export interface PlannedWrite {
  table: Table
  /** Storage key. */
  key: string
  before: StoredItem | undefined
  after: StoredItem | undefined
}

/** The storage key of the item that a request is about; throws if the request gives no valid key. */
export function targetKey(operation: WriteOperation, table: Table, request: ItemRequest): string {
  if (operation === 'PutItem') {
    checkItem(table, request.Item)
    return itemKey(table, request.Item)
  }
  checkKey(table, request.Key)
  return itemKey(table, request.Key)
}

/** Decides a write against what is stored now. Throws when its condition is not met or the result would be invalid. */
export function planWrite(
  store: Store,
  operation: WriteOperation,
  table: Table,
  request: ItemRequest,
  key: string,
): PlannedWrite {
  if (operation === 'UpdateItem') checkUpdatable(table, request)
  const json = store.get(key)
  const before = json === undefined ? undefined : new StoredItem(json)
  if (!meetsCondition(request, before?.item)) {
    throw conditionalCheckFailed(request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before?.item : undefined)
  }
  return { table, key, before, after: outcome(operation, table, request, before) }
}

function outcome(
  operation: WriteOperation,
  table: Table,
  request: ItemRequest,
  before: StoredItem | undefined,
): StoredItem | undefined {
  if (operation === 'ConditionCheck') return before
  if (operation === 'DeleteItem') return undefined
  const item = operation === 'PutItem' ? request.Item : updated(table, request, before)
  const after = StoredItem.of(item)
  if (!isSurelyBelow(after.json, MAX_ITEM_BYTES) && itemSize(item) > MAX_ITEM_BYTES) {
    const what = operation === 'PutItem' ? 'Item size' : 'Item size to update'
    throw validationError(`${what} has exceeded the maximum allowed size`)
  }
  return after
}

function updated(table: Table, request: ItemRequest, before: StoredItem | undefined): Item {
  const sections = request._updates?.sections ?? toSections(request.AttributeUpdates ?? {})
  const item = applyUpdate(sections, before?.item ?? request.Key)
  checkIndexKeys(table, item, UNSUPPORTED_KEY)
  return item
}

function checkUpdatable(table: Table, request: ItemRequest): void {
  const names = request._updates
    ? request._updates.sections.map((section) => section.path[0])
    : Object.keys(request.AttributeUpdates ?? {})
  if (!names.some((name) => table.keyNames.has(String(name)))) return
  throwIfInvalid(db.validateUpdates(request.AttributeUpdates, request._updates, table.definition.description))
}

function meetsCondition(request: ItemRequest, item: Item = {}): boolean {
  if (request._condition) return meets(item, request._condition.expression)
  return !request.Expected || db.matchesFilter(item, request.Expected, request.ConditionalOperator)
}
