import type { Engine } from '../engine.ts'
import type { Item } from '../requests/attribute-values.ts'
import { itemSize } from '../requests/item-size.ts'
import type { ParsedExpressions } from '../requests/parsed-expressions.ts'
import { validateWithDynalite } from '../requests/validate.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { consumeReads } from './consumption.ts'
import { checkKey, itemKey } from './keys.ts'
import { checkProjection, projectedJson } from './read-item.ts'
import { StoredItem } from './stored-item.ts'

interface KeysAndAttributes extends ParsedExpressions {
  Keys: Item[]
  ConsistentRead?: boolean
  AttributesToGet?: string[]
}

interface BatchGetRequest {
  RequestItems: Record<string, KeysAndAttributes>
  ReturnConsumedCapacity?: string
}

const MAX_CHARACTERS = 16 * 1024 * 1024

/** BatchGetItem: up to 16 MB of items; the keys of the others are left unprocessed. */
export async function batchGetItem(engine: Engine, input: Record<string, unknown>): Promise<string> {
  const request = validateWithDynalite<BatchGetRequest>('BatchGetItem', input)
  const responses: string[] = []
  const unprocessed: Record<string, object> = {}
  const capacities: object[] = []
  let characters = 0
  for (const [tableName, wanted] of Object.entries(request.RequestItems)) {
    const table = engine.catalog.get(tableName)
    checkProjection(table, wanted)
    for (const key of wanted.Keys) checkKey(table, key)
    const left: Item[] = []
    const items: StoredItem[] = []
    for (const key of wanted.Keys) {
      const json = engine.store.get(itemKey(table, key))
      if (json === undefined) continue
      characters += json.length
      if (characters > MAX_CHARACTERS) left.push(key)
      else items.push(new StoredItem(json))
    }
    const absent = Array<undefined>(wanted.Keys.length - items.length - left.length).fill(undefined)
    consumeReads(engine, [...items, ...absent], { consistent: wanted.ConsistentRead })
    responses.push(`${JSON.stringify(tableName)}:[${items.map((item) => projectedJson(wanted, item)).join(',')}]`)
    if (left.length > 0) {
      const original = (input.RequestItems as Record<string, object>)[tableName]
      unprocessed[tableName] = { ...original, Keys: left }
    }
    if (request.ReturnConsumedCapacity) {
      const missing = (wanted.Keys.length - items.length - left.length) * readUnits(0, wanted.ConsistentRead)
      const units = items.reduce((sum, { item }) => sum + readUnits(itemSize(item), wanted.ConsistentRead), missing)
      const capacity = consumedCapacity(request.ReturnConsumedCapacity, table, { table: units, indexes: {} })
      if (capacity) capacities.push(capacity)
    }
  }
  // Some of it may not be durable yet.
  await engine.store.settled()
  const capacity = capacities.length > 0 ? `,"ConsumedCapacity":${JSON.stringify(capacities)}` : ''
  return `{"Responses":{${responses.join(',')}},"UnprocessedKeys":${JSON.stringify(unprocessed)}${capacity}}`
}
