import { type Engine, newWork } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import { type Item, isWellFormedItem } from '../requests/attribute-values.ts'
import { type ItemRequest, validateWithDynalite } from '../requests/validate.ts'
import { consumedCapacity, sumUnits, writeUnits } from './capacity.ts'
import { consumeWrites } from './consumption.ts'
import { type PlannedWrite, planWrite, targetKey } from './plan-write.ts'

interface BatchWriteRequest {
  RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>
  ReturnConsumedCapacity?: string
}

const MAX_ITEMS = 25

/** BatchWriteItem. All writes of a batch are stored together; none is ever left unprocessed. */
export async function batchWriteItem(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const request = isUsual(input) ? input : validateWithDynalite<BatchWriteRequest>('BatchWriteItem', input)
  const planned: PlannedWrite[] = []
  for (const [tableName, entries] of Object.entries(request.RequestItems)) {
    const table = engine.catalog.get(tableName)
    for (const { PutRequest, DeleteRequest } of entries) {
      if (PutRequest && DeleteRequest) {
        throw validationError('A write request holds either a PutRequest or a DeleteRequest, not both')
      }
      const operation = PutRequest ? 'PutItem' : 'DeleteItem'
      const write = { TableName: tableName, Item: PutRequest?.Item, Key: DeleteRequest?.Key } as ItemRequest
      const key = batchKey(() => targetKey(operation, table, write))
      if (planned.some((other) => other.key === key)) {
        throw validationError('Provided list of item keys contains duplicates')
      }
      planned.push(planWrite(engine.store, operation, table, write, key))
    }
  }
  if (planned.length > MAX_ITEMS) throw validationError('Too many items requested for the BatchWriteItem call')
  const work = newWork()
  for (const write of planned) engine.stage(work, write)
  await engine.commit(work)
  consumeWrites(engine, planned)
  return { UnprocessedItems: {}, ConsumedCapacity: capacities(request.ReturnConsumedCapacity, planned) }
}

function capacities(wanted: string | undefined, planned: PlannedWrite[]) {
  if (wanted === undefined || wanted === 'NONE') return undefined
  const sums = sumUnits(planned.map((write) => ({ table: write.table, units: writeUnits(write) })))
  return Array.from(sums, ([table, units]) => consumedCapacity(wanted, table, units))
}

/** In a batch, AWS words every mismatch of a key the same way. */
function batchKey(target: () => string): string {
  try {
    return target()
  } catch (error) {
    if (error instanceof LocalAwsError && /Missing the key|Type mismatch for key/.test(error.message)) {
      throw validationError('The provided key element does not match the schema')
    }
    throw error
  }
}

function isUsual(input: Record<string, unknown>): input is Record<string, unknown> & BatchWriteRequest {
  const { RequestItems: tables, ...rest } = input
  if (Object.keys(rest).length > 0 || typeof tables !== 'object' || tables === null) return false
  const lists = Object.values(tables)
  return lists.length > 0 && lists.every((list) => Array.isArray(list) && list.length > 0 && list.every(isUsualEntry))
}

function isUsualEntry(entry: Record<string, Record<string, unknown> | undefined> | null): boolean {
  if (entry === null || typeof entry !== 'object' || Object.keys(entry).length !== 1) return false
  return isWellFormedItem(entry.PutRequest?.Item ?? entry.DeleteRequest?.Key)
}
