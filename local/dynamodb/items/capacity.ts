import { type Item, sameItem } from '../requests/attribute-values.ts'
import { itemSize } from '../requests/item-size.ts'
import type { Table } from '../tables/table.ts'
import { indexKey } from './keys.ts'
import type { PlannedWrite } from './plan-write.ts'
import { project } from './project.ts'

export interface Units {
  table: number
  indexes: Record<string, number>
}

/**
 * Told of the request units that an operation is billed for; they are counted only if somebody listens.
 * @param byTransaction those among them that plain writes of the same items would not cost; absent for reads and for what was refused.
 */
export type ConsumptionListener = (kind: 'read' | 'write', units: number, byTransaction?: number) => void

const WRITE_UNIT_BYTES = 1024
const READ_UNIT_BYTES = 4096

/** Write units that DynamoDB would charge, for the table and for each index whose entry changes. */
export function writeUnits({ table, before, after }: PlannedWrite): Units {
  const size = Math.max(before ? itemSize(before.item) : 0, after ? itemSize(after.item) : 0)
  const indexes: Record<string, number> = {}
  for (const index of table.indexes) {
    const oldKey = before && indexKey(table, index, before.item)
    const newKey = after && indexKey(table, index, after.item)
    const old = oldKey === undefined ? undefined : project(index, (before as { item: Item }).item)
    const now = newKey === undefined ? undefined : project(index, (after as { item: Item }).item)
    if (old && now && oldKey === newKey && sameItem(old, now)) continue
    const removed = old && oldKey !== newKey ? units(itemSize(old), WRITE_UNIT_BYTES) : 0
    const written = now ? units(itemSize(now), WRITE_UNIT_BYTES) : 0
    if (removed + written > 0) indexes[index.name] = removed + written
  }
  return { table: units(size, WRITE_UNIT_BYTES), indexes }
}

/**
 * The units of a write that is part of a transaction. The item costs twice: "one to prepare the item for the transaction and one
 * to commit the transaction" (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html). Its entries
 * in indexes cost what they cost outside of one, because they follow when the transaction is complete; measured on AWS in
 * https://github.com/nubo-db/dynoxide/pull/188.
 */
export const inTransaction = ({ table, indexes }: Units): Units => ({ table: table * 2, indexes })

/** Read units for that many bytes; half for eventually consistent reads. */
export function readUnits(bytes: number, consistent: boolean | undefined): number {
  return units(bytes, READ_UNIT_BYTES) * (consistent ? 1 : 0.5)
}

/** The `ConsumedCapacity` member of a response; undefined if the request did not ask for it. */
export function consumedCapacity(wanted: string | undefined, table: Table, { table: own, indexes }: Units) {
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return undefined
  const total = Object.values(indexes).reduce((sum, value) => sum + value, own)
  const capacity = { TableName: table.name, CapacityUnits: total }
  if (wanted === 'TOTAL') return capacity
  const of = (global: boolean) => {
    const entries = table.indexes.filter((index) => index.global === global && index.name in indexes)
    if (entries.length === 0) return undefined
    return Object.fromEntries(entries.map(({ name }) => [name, { CapacityUnits: indexes[name] }]))
  }
  return {
    ...capacity,
    Table: { CapacityUnits: own },
    GlobalSecondaryIndexes: of(true),
    LocalSecondaryIndexes: of(false),
  }
}

/** Sums units per table, in the order in which the tables first appear. */
export function sumUnits(parts: { table: Table; units: Units }[]): Map<Table, Units> {
  const sums = new Map<Table, Units>()
  for (const { table, units } of parts) {
    const sum = sums.get(table) ?? { table: 0, indexes: {} }
    sum.table += units.table
    for (const [name, value] of Object.entries(units.indexes)) sum.indexes[name] = (sum.indexes[name] ?? 0) + value
    sums.set(table, sum)
  }
  return sums
}

function units(bytes: number, unitBytes: number): number {
  return Math.max(1, Math.ceil(bytes / unitBytes))
}
