import { BatchWriteItemCommand, CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import { notificationSent } from '../../events/notification.ts'
import { pipelineTables } from '../../lambdas/runtime/declarations/tables.ts'
import { toEventItem } from '../../lambdas/runtime/event-store/event-item.ts'
import { createIds } from '../../lambdas/runtime/system/ids.ts'
import { concurrently } from '../../ops/rebuild/concurrently.ts'
import { tableInput } from '../../test/support/table-input.ts'

const PER_BATCH = 25

const clock = { now: () => Date.now() }
const ids = createIds(clock, (count) => crypto.getRandomValues(new Uint8Array(count)))

/** Events of version 1, which is upcast when it is read, and of version 2 take turns. */
function notification(number: number): EventEnvelope {
  const { version, example } = notificationSent.versions[number % 2]!
  return {
    event_id: ids.next('evt'),
    event_type: notificationSent.type,
    version,
    timestamp: new Date(clock.now()).toISOString(),
    aggregate_type: notificationSent.aggregate,
    aggregate_id: `ntf_bench${number}`,
    sequence: 1,
    data: { ...(example as object), notification_id: `ntf_bench${number}` },
    metadata: { source: notificationSent.producer, correlation_id: 'req_bench', causation_id: 'req_bench' },
  }
}

export async function storeNotifications(client: DynamoDBClient, eventTable: string, events: number): Promise<void> {
  await client.send(new CreateTableCommand(tableInput(eventTable, pipelineTables.events)))
  const starts = Array.from({ length: Math.ceil(events / PER_BATCH) }, (_, index) => index * PER_BATCH)
  await concurrently(starts, 16, async (start) => {
    const numbers = Array.from({ length: Math.min(PER_BATCH, events - start) }, (_, index) => start + index)
    const requests = numbers.map((number) => ({ PutRequest: { Item: toEventItem(notification(number)) } }))
    const { UnprocessedItems = {} } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [eventTable]: requests } }),
    )
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('DynamoDB has not stored a whole batch.')
  })
}
