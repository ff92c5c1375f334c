import { BatchWriteItemCommand, CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import { orderConfirmed, orderCreated, orderStatusUpdated } from '../../events/order.ts'
import { orderIndexes } from '../../lambdas/order-view/indexes.ts'
import { pipelineTables, serviceTable } from '../../lambdas/runtime/declarations/tables.ts'
import { toEventItem } from '../../lambdas/runtime/event-store/event-item.ts'
import { createIds } from '../../lambdas/runtime/system/ids.ts'
import { concurrently } from '../../ops/rebuild/concurrently.ts'
import { tableInput } from '../../test/support/table-input.ts'

export const tables = { events: 'events', view: 'order-view' }

const steps = [
  [orderCreated, {}],
  [orderConfirmed, {}],
  [orderStatusUpdated, { previous_status: 'confirmed', status: 'shipped' }],
  [orderStatusUpdated, { previous_status: 'shipped', status: 'delivered' }],
] as const

export const EVENTS_PER_ORDER = steps.length

const clock = { now: () => Date.now() }
const ids = createIds(clock, (count) => crypto.getRandomValues(new Uint8Array(count)))

/** The whole life of one order. */
export function orderEvents(number: number): EventEnvelope[] {
  const order = { order_id: `ord_bench${number}`, customer_id: `cust_bench${number % 1000}` }
  return steps.map(([definition, data], index) => ({
    event_id: ids.next('evt'),
    event_type: definition.type,
    version: definition.version,
    timestamp: new Date().toISOString(),
    aggregate_type: 'order',
    aggregate_id: order.order_id,
    sequence: index + 1,
    data: { ...definition.example, ...data, ...order },
    metadata: { source: definition.producer, correlation_id: 'req_bench', causation_id: 'req_bench' },
  }))
}

export async function createTables(client: DynamoDBClient): Promise<void> {
  await client.send(new CreateTableCommand(tableInput(tables.events, pipelineTables.events)))
  await client.send(new CreateTableCommand(tableInput(tables.view, serviceTable(orderIndexes))))
}

export async function storeOrders(client: DynamoDBClient, orders: number): Promise<void> {
  const perBatch = Math.floor(25 / EVENTS_PER_ORDER)
  const starts = Array.from({ length: Math.ceil(orders / perBatch) }, (_, index) => index * perBatch)
  await concurrently(starts, 16, async (start) => {
    const numbers = Array.from({ length: Math.min(perBatch, orders - start) }, (_, index) => start + index)
    const requests = numbers.flatMap(orderEvents).map((event) => ({ PutRequest: { Item: toEventItem(event) } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tables.events]: requests } }))
  })
}
