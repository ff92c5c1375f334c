import { type Engine, entryJson } from '../engine.ts'
import { indexKey } from '../items/keys.ts'
import { StoredItem } from '../items/stored-item.ts'
import { ABOVE } from '../storage/encoding.ts'
import type { Writes } from '../storage/store.ts'
import { type Table, type TableDefinition, type TableIndex, toTable } from '../tables/table.ts'

const PAGE = 500

/** Removes what is stored of indexes that the table is about to get (from an earlier life) or to lose. */
export async function clearIndexes(engine: Engine, now: Table, next: TableDefinition): Promise<void> {
  const names = (table: Table) => new Set(table.indexes.map(({ name }) => name))
  const [before, after] = [now, toTable(next)]
  const added = after.indexes.filter(({ name }) => !names(before).has(name))
  const removed = before.indexes.filter(({ name }) => !names(after).has(name))
  for (const { prefix } of [...added, ...removed]) await engine.store.clear(prefix, prefix + ABOVE)
}

/** Fills the indexes that are being created, and makes them active. Called again at start if that was interrupted. */
export async function finishIndexes(engine: Engine, definition: TableDefinition): Promise<Table> {
  const table = toTable(definition)
  const unfinished = (definition.description.GlobalSecondaryIndexes ?? []).filter(
    ({ IndexStatus }) => IndexStatus === 'CREATING',
  )
  if (unfinished.length === 0) return table
  for (const { IndexName } of unfinished) {
    const index = table.indexes.find(({ name }) => name === IndexName)
    if (index) await fill(engine, table, index)
  }
  const finished = structuredClone(definition)
  for (const index of finished.description.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE'
  return engine.saveTable(finished)
}

/** Writes since the index was defined maintain it; this adds the items from before, each as it is at that moment. */
async function fill(engine: Engine, table: Table, index: TableIndex): Promise<void> {
  let gte = table.prefix
  for (;;) {
    const page = await engine.store.range({ gte, lt: table.prefix + ABOVE, limit: PAGE })
    const writes: Writes = new Map()
    for (const [key] of page) {
      const json = engine.store.get(key)
      const item = json === undefined ? undefined : new StoredItem(json)
      const entry = item && indexKey(table, index, item.item)
      if (item && entry !== undefined) writes.set(entry, entryJson(index, item))
    }
    await engine.store.write(writes)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    gte = last[0] + ABOVE
  }
}
