import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { MessageHandler } from '../runtime/consumer/handlers.ts'
import { gather } from '../runtime/gather.ts'
import type { Random } from '../runtime/system/random.ts'
import { type Counts, countsOf, dayOf, sumOf } from './counters.ts'
import { SHARDS, toUpdate } from './day-item.ts'

interface Counting {
  readonly counts: Counts
  readonly signal: AbortSignal
}

/**
 * Adds events to the counters of their day: those of one batch together, in one update per day. It is no staged write,
 * because a plain update on a hot item queues up where transactions refuse each other. An update whose answer is lost is
 * sent again by the SDK, and may so count twice.
 */
export function countEvent(dynamo: DynamoDBClient, table: string, random: Random): MessageHandler<EventEnvelope> {
  const add = gather(async (together: readonly Counting[], day) => {
    const shard = Math.floor(random() * SHARDS)
    const update = toUpdate(table, day, shard, sumOf(together.map(({ counts }) => counts)))
    const abortSignal = AbortSignal.any(together.map(({ signal }) => signal))
    await dynamo.send(new UpdateItemCommand(update), { abortSignal })
  })
  return (event, { signal }) => add(dayOf(event), { counts: countsOf(event), signal })
}
