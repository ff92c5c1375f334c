import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb'
import { timeOfId } from '../../runtime/event-store/event-time.ts'
import type { History } from './history.ts'

type Bounds = Readonly<Record<string, number>>

export function createDynamoHistory(dynamo: DynamoDBClient, TableName: string): History {
  function query(
    stream: string,
    condition: string,
    bounds: Bounds,
    rest: Partial<QueryCommandInput>,
    abortSignal: AbortSignal,
  ) {
    const values = Object.entries(bounds).map(([name, value]) => [`:${name}`, { N: String(value) }])
    const command = new QueryCommand({
      TableName,
      KeyConditionExpression: `pk = :stream AND ${condition}`,
      ExpressionAttributeValues: { ':stream': { S: stream }, ...Object.fromEntries(values) },
      ConsistentRead: true,
      ...rest,
    })
    return dynamo.send(command, { abortSignal })
  }
  return {
    async between(stream, { after, before, limit }, signal) {
      const bounds = { from: after + 1, to: before - 1 }
      const page = await query(stream, 'sk BETWEEN :from AND :to', bounds, { Limit: limit }, signal)
      const events = (page.Items ?? []).map(({ sk, event }) => ({ sequence: Number(sk?.N), json: event?.S }))
      return { events, more: page.LastEvaluatedKey !== undefined && events.at(-1)?.sequence !== before - 1 }
    },
    async firstSince(stream, before, since, signal) {
      let low = 1
      let high = before
      // The predecessor first: where nothing is recent, one read is enough.
      let probe = before - 1
      // Sequences below `low` are older than that time, those from `high` on are not.
      while (low < high) {
        const isOld = await isOlderThan(stream, probe, since, signal)
        if (isOld === undefined) return undefined
        if (isOld) low = probe + 1
        else high = probe
        probe = Math.floor((low + high) / 2)
      }
      return low
    },
  }

  /** Later events of a stream are not older than earlier ones, but for clocks that differ by seconds. `undefined`: it is not stored. */
  async function isOlderThan(stream: string, sequence: number, since: number, signal: AbortSignal) {
    const rest = { ProjectionExpression: 'event_id' }
    const { Items = [] } = await query(stream, 'sk = :sequence', { sequence }, rest, signal)
    return Items[0] && isOlder(Items[0].event_id?.S, since)
  }
}

/** An id that is none tells no time: the event counts as recent. */
function isOlder(eventId = '', since: number): boolean {
  try {
    return Date.parse(timeOfId(eventId)) < since
  } catch {
    return false
  }
}
