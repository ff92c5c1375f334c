import type { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { commandPlan } from '../../../lambdas/relay/command-plan.ts'
import { eventBridgeTarget } from '../../../lambdas/relay/event-bridge-target.ts'
import { eventPlan } from '../../../lambdas/relay/event-plan.ts'
import { relayHandler } from '../../../lambdas/relay/handler.ts'
import { createTaken } from '../../../lambdas/relay/publishing/taken.ts'
import { queueTarget } from '../../../lambdas/relay/queue-target.ts'
import type { Plan } from '../../../lambdas/relay/relay-batch.ts'
import type { StreamRecord } from '../../../lambdas/relay/stream-records.ts'
import { topicTarget } from '../../../lambdas/relay/topic-target.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { counterEvent } from '../runtime/event-store/counter.ts'

/** One instance of a relay's function: whatever shard Lambda hands to it, its memory stays. */
function instanceOf(planOf: (records: readonly StreamRecord[]) => Plan) {
  const environment = {
    ...simulatedTime(),
    random: () => 0.5,
    taken: createTaken(),
    setAside: async () => expect.unreachable('nothing is set aside'),
    log: () => {},
  }
  const handler = relayHandler(planOf, environment)
  return (sequenceNumber: string, NewImage: object) => {
    const dynamodb = { SequenceNumber: sequenceNumber, NewImage, ApproximateCreationDateTime: 0 }
    const Records = [{ eventName: 'INSERT', dynamodb }]
    return handler({ Records } as DynamoDBStreamEvent, { getRemainingTimeInMillis: () => 10_000 })
  }
}

/**
 * A sequence number is that "of a stream record in the shard" (GetShardIterator); "globally unique" AWS calls the `eventID`
 * only (Record). Nobody promises that the records of another shard have other numbers.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
describe('records of two shards with the same sequence number', () => {
  it('are both relayed by one instance: events', async () => {
    const published: string[] = []
    const bus = eventBridgeTarget(
      {
        send: async ({ input: { Entries = [] } }: PutEventsCommand) => {
          published.push(...Entries.map(({ Detail = '' }) => `bus ${JSON.parse(Detail).aggregate_id}`))
          return { FailedEntryCount: 0 }
        },
      } as never,
      'bus',
    )
    const topic = topicTarget({ send: async () => ({}) } as never, 'topic')
    const invoke = instanceOf((records) => eventPlan(records, { bus, topic }))
    await invoke('100', toEventItem(counterEvent('of-one-shard', 1)))
    await invoke('100', toEventItem(counterEvent('of-another', 1)))
    expect(published).toEqual(['bus of-one-shard', 'bus of-another'])
  })

  it('are both relayed by one instance: commands; and the same record is not sent twice', async () => {
    const sent: string[] = []
    const sqs = {
      send: async ({ input: { Entries = [] } }: SendMessageBatchCommand) => {
        sent.push(...Entries.map(({ MessageBody = '' }) => MessageBody))
        return {}
      },
    } as unknown as SQSClient
    const queues = new Map([['orders', queueTarget(sqs, 'https://orders')]])
    const invoke = instanceOf((records) => commandPlan(records, queues, 0))
    const item = (id: string) => ({ pk: { S: id }, addressee: { S: 'orders' }, command: { S: `{"id":"${id}"}` } })
    await invoke('100', item('cmd_1'))
    await invoke('100', item('cmd_2'))
    await invoke('100', item('cmd_1'))
    expect(sent).toEqual(['{"id":"cmd_1"}', '{"id":"cmd_2"}'])
  })
})
