import type { Engine } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import { consumedCapacity, readUnits, sumUnits } from '../items/capacity.ts'
import { consumeReads } from '../items/consumption.ts'
import { checkKey, itemKey } from '../items/keys.ts'
import { checkProjection, projectedJson } from '../items/read-item.ts'
import { StoredItem } from '../items/stored-item.ts'
import { itemSize } from '../requests/item-size.ts'
import { validateItemRequest } from '../requests/validate.ts'
import { toReason, transactionCancelled } from './cancellation.ts'
import { actionsOf, MAX_BYTES, membersOf } from './requests.ts'

/** TransactGetItems: all items as they are at one moment. */
export async function transactGetItems(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const parts = membersOf(input.TransactItems).map((member) => {
    const [action, ...more] = actionsOf(member)
    if (action?.[0] !== 'Get' || more.length > 0) throw validationError('TransactItems can only contain Get')
    const request = validateItemRequest('GetItem', action[1])
    return { request, table: engine.catalog.get(request.TableName) }
  })
  const errors = parts.map(({ request, table }) => {
    try {
      checkProjection(table, request)
      checkKey(table, request.Key)
      return undefined
    } catch (error) {
      if (error instanceof LocalAwsError) return error
      throw error
    }
  })
  if (errors.some((error) => error)) throw transactionCancelled(errors.map(toReason))
  const keys = parts.map(({ request, table }) => itemKey(table, request.Key))
  if (new Set(keys).size < keys.length) {
    throw validationError('Transaction request cannot include multiple operations on one item')
  }
  const items = keys.map((key) => {
    const json = engine.store.get(key)
    return json === undefined ? undefined : new StoredItem(json)
  })
  // Some of them may not be durable yet.
  await engine.store.settled()
  if (items.reduce((sum, item) => sum + (item ? item.json.length : 0), 0) > MAX_BYTES) {
    const bytes = items.reduce((sum, item) => sum + (item ? itemSize(item.item) : 0), 0)
    if (bytes > MAX_BYTES) throw validationError('Aggregate size of the items in the transaction cannot exceed 4 MB')
  }
  consumeReads(engine, items, { consistent: true, isTransaction: true })
  const responses = parts.map(({ request }, index) => {
    const item = items[index]
    return item ? `{"Item":${projectedJson(request, item)}}` : '{}'
  })
  const sums = sumUnits(
    parts.map(({ table }, index) => {
      const item = items[index]
      return { table, units: { table: readUnits(item ? itemSize(item.item) : 0, true) * 2, indexes: {} } }
    }),
  )
  const wanted = input.ReturnConsumedCapacity
  if (typeof wanted !== 'string' || wanted === 'NONE') return `{"Responses":[${responses.join(',')}]}`
  const capacities = Array.from(sums, ([table, units]) => {
    return { ...consumedCapacity(wanted, table, units), ReadCapacityUnits: units.table }
  })
  return `{"Responses":[${responses.join(',')}],"ConsumedCapacity":${JSON.stringify(capacities)}}`
}
