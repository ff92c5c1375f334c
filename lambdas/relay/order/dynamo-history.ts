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
      let first = before
      let start: QueryCommandInput['ExclusiveStartKey']
      do {
        const rest = { ScanIndexForward: false, ProjectionExpression: 'sk, event_id', ExclusiveStartKey: start }
        const { Items = [], LastEvaluatedKey } = await query(stream, 'sk < :before', { before }, rest, signal)
        for (const { sk, event_id } of Items) {
          if (Number(sk?.N) !== first - 1) return undefined
          if (isOlder(event_id?.S, since)) return first
          first -= 1
        }
        start = LastEvaluatedKey
      } while (start)
      return first === 1 ? first : undefined
    },
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
