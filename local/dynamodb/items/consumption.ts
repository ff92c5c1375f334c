import type { Engine } from '../engine.ts'
import { itemSize } from '../requests/item-size.ts'
import { inTransaction, readUnits, type Units, writeUnits } from './capacity.ts'
import type { PlannedWrite } from './plan-write.ts'
import { StoredItem } from './stored-item.ts'

/** A transaction reads every item twice, and a refused one is counted as if it had prepared and committed. */
const TRANSACTION = 2

const totalUnits = ({ table, indexes }: Units): number =>
  Object.values(indexes).reduce((sum, units) => sum + units, table)

export function consumeWrites(engine: Engine, writes: readonly PlannedWrite[], isTransaction = false): void {
  if (!engine.onConsumed || writes.length === 0) return
  const all = writes.map((write) => writeUnits(write))
  const plain = all.reduce((sum, units) => sum + totalUnits(units), 0)
  const byTransaction = isTransaction ? all.reduce((sum, units) => sum + totalUnits(inTransaction(units)), -plain) : 0
  engine.onConsumed('write', plain + byTransaction, byTransaction)
}

/**
 * The units consumed by a write that is refused for its condition: those of the item that stands there, at least one, and none
 * of the indexes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
 * DynamoDB does not say what a cancelled transaction consumes; every part of it is counted like that, and twice: the dearer reading.
 */
export function consumeRefused(engine: Engine, keys: readonly string[], isTransaction = false): void {
  if (!engine.onConsumed) return
  const units = keys.reduce((sum, key) => {
    const json = engine.store.get(key)
    return sum + Math.max(1, Math.ceil((json === undefined ? 0 : itemSize(new StoredItem(json).item)) / 1024))
  }, 0)
  engine.onConsumed('write', units * (isTransaction ? TRANSACTION : 1))
}

/**
 * The units consumed by reading these items one by one: each is rounded up on its own, and a missing one costs as much as one
 * of up to 4 KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function consumeReads(
  engine: Engine,
  items: readonly (StoredItem | undefined)[],
  { consistent, isTransaction = false }: { consistent: boolean | undefined; isTransaction?: boolean },
): void {
  if (!engine.onConsumed || items.length === 0) return
  const units = items.reduce((sum, item) => sum + readUnits(item ? itemSize(item.item) : 0, consistent), 0)
  engine.onConsumed('read', units * (isTransaction ? TRANSACTION : 1))
}

/** The units consumed by a page of a query or a scan: all that was read, before filters, rounded up together. */
export function consumePage(engine: Engine, scanned: readonly StoredItem[], consistent: boolean | undefined): void {
  if (!engine.onConsumed) return
  const bytes = scanned.reduce((sum, { item }) => sum + itemSize(item), 0)
  engine.onConsumed('read', readUnits(bytes, consistent))
}
