import { type Engine, newWork } from '../engine.ts'
import { isConditionFailure, LocalAwsError, validationError } from '../errors.ts'
import { consumedCapacity, inTransaction, sumUnits, writeUnits } from '../items/capacity.ts'
import { consumeReads, consumeRefused, consumeWrites } from '../items/consumption.ts'
import { type PlannedWrite, planWrite, targetKey } from '../items/plan-write.ts'
import { StoredItem } from '../items/stored-item.ts'
import { decided } from '../items/write-item.ts'
import { itemSize } from '../requests/item-size.ts'
import { toReason, transactionCancelled } from './cancellation.ts'
import { fingerprintOf } from './idempotency.ts'
import { MAX_BYTES, readParts, type TransactionPart } from './requests.ts'

/** TransactWriteItems: all parts are decided and staged in one go, and stored as one; or none is. */
export async function transactWriteItems(
  engine: Engine,
  input: Record<string, unknown>,
  body: Buffer,
): Promise<object> {
  const parts = readParts(engine, input.TransactItems)
  const token = typeof input.ClientRequestToken === 'string' ? input.ClientRequestToken : undefined
  const fingerprint = token === undefined ? '' : fingerprintOf(body)
  const now = engine.now()
  if (token !== undefined && engine.tokens.isKnown(token, fingerprint, now)) {
    await engine.store.settled()
    consumeRepetition(engine, parts)
    return {}
  }
  const planned = await decided(engine, () => {
    const writes = plan(engine, parts)
    const work = newWork()
    const staged = writes.filter((_, index) => parts[index]?.operation !== 'ConditionCheck')
    for (const write of inFaultyOrder(engine, staged)) engine.stage(work, write)
    if (token !== undefined) engine.tokens.remember(work.writes, token, fingerprint, now)
    return { writes, committed: engine.commit(work) }
  })
  await planned.committed
  consumeWrites(engine, planned.writes, true)
  return { ConsumedCapacity: capacities(input.ReturnConsumedCapacity, planned.writes) }
}

/**
 * "Subsequent TransactWriteItems calls with the same client token return the number of read capacity units consumed in reading
 * the item." https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
function consumeRepetition(engine: Engine, parts: readonly TransactionPart[]): void {
  if (!engine.onConsumed) return
  const items = parts.map(({ operation, table, request }) => {
    const json = engine.store.get(targetKey(operation, table, request))
    return json === undefined ? undefined : new StoredItem(json)
  })
  consumeReads(engine, items, { consistent: true, isTransaction: true })
}

/**
 * A stream promises the order of an item only; "stream consumers shouldn't assume transaction atomicity or ordering
 * guarantees". https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
function inFaultyOrder(engine: Engine, writes: readonly PlannedWrite[]): readonly PlannedWrite[] {
  if (writes.length < 2) return writes
  const order = engine.faults.transactionOrder?.(writes.length)
  return order?.flatMap((position) => writes[position] ?? []) ?? writes
}

function plan(engine: Engine, parts: TransactionPart[]): PlannedWrite[] {
  const keys = new Set<string>()
  const errors: (LocalAwsError | undefined)[] = []
  const writes: PlannedWrite[] = []
  for (const { operation, table, request } of parts) {
    const error = attempt(() => {
      const key = targetKey(operation, table, request)
      if (keys.has(key)) throw new DuplicateItem()
      keys.add(key)
      writes.push(planWrite(engine.store, operation, table, request, key))
    })
    errors.push(error)
  }
  if (errors.some((error) => error)) {
    if (errors.some(isConditionFailure)) consumeRefused(engine, [...keys], true)
    throw transactionCancelled(errors.map(toReason))
  }
  checkSize(writes)
  return writes
}

class DuplicateItem extends Error {}

/** The error for which the whole transaction is cancelled, if there is one. */
function attempt(step: () => void): LocalAwsError | undefined {
  try {
    step()
    return undefined
  } catch (error) {
    if (error instanceof DuplicateItem) {
      throw validationError('Transaction request cannot include multiple operations on one item')
    }
    if (error instanceof LocalAwsError) return error
    throw error
  }
}

function checkSize(writes: PlannedWrite[]): void {
  const characters = writes.reduce((sum, { after }) => sum + (after?.json.length ?? 0), 0)
  if (characters * 3 <= MAX_BYTES) return
  const bytes = writes.reduce((sum, { after }) => sum + (after ? itemSize(after.item) : 0), 0)
  if (bytes > MAX_BYTES) throw validationError('Aggregate size of the items in the transaction cannot exceed 4 MB')
}

function capacities(wanted: unknown, writes: PlannedWrite[]) {
  if (typeof wanted !== 'string' || wanted === 'NONE') return undefined
  const sums = sumUnits(writes.map((write) => ({ table: write.table, units: inTransaction(writeUnits(write)) })))
  return Array.from(sums, ([table, units]) => {
    const capacity = consumedCapacity(wanted, table, units)
    return capacity && { ...capacity, WriteCapacityUnits: capacity.CapacityUnits }
  })
}
