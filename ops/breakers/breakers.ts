import { type AttributeValue, type DynamoDBClient, paginateScan, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { services } from '../../lib/services.ts'

/** One circuit breaker as all instances see it. */
export interface BreakerStatus {
  readonly breaker: string
  /** Consumers that call this downstream. */
  readonly consumers: readonly string[]
  /** A breaker without a record counts as `closed`: its downstream has not failed lately. */
  readonly state: 'closed' | 'open' | 'half-open'
  /** ISO 8601: the time until which no call is tried; null unless the breaker is open. */
  readonly open_until: string | null
  /** Times it has opened since it was last closed. */
  readonly openings: number
  /** Counts of the current window, or of the last one if no call is being counted. */
  readonly calls: number
  readonly failures: number
}

export interface BreakerTable {
  readonly dynamo: DynamoDBClient
  readonly table: string
}

/** Every breaker that a consumer declares, and those that are only in the table (from an older deployment). */
export async function listBreakers({ dynamo, table }: BreakerTable): Promise<BreakerStatus[]> {
  const items = new Map<string, Record<string, AttributeValue>>()
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true })) {
    // The table also holds the health of consumers, under other keys, which `consumers list` shows.
    for (const item of Items) if (!item.pk?.S?.includes('#')) items.set(item.pk?.S ?? '', item)
  }
  const names = [...new Set([...declaredBreakers(), ...items.keys()])].sort()
  return names.map((name) => toStatus(name, items.get(name)))
}

const consumers = () => services.flatMap((service) => service.consumers)

export const declaredBreakers = (): string[] => [...new Set(consumers().flatMap(({ breakers }) => breakers))].sort()

const consumersOf = (breaker: string): string[] =>
  consumers()
    .filter(({ breakers }) => breakers.includes(breaker))
    .map(({ name }) => name)

function toStatus(breaker: string, item: Record<string, AttributeValue> = {}): BreakerStatus {
  const number = (name: string): number => Number(item[name]?.N ?? 0)
  const state = (item.state?.S ?? 'closed') as BreakerStatus['state']
  return {
    breaker,
    consumers: consumersOf(breaker),
    state,
    open_until: state === 'open' ? isoTime(number('open_until')) : null,
    openings: number('openings'),
    calls: number('calls'),
    failures: number('failures'),
  }
}

/**
 * Closes the breaker and resets its counts, so that the next message calls the downstream at once. An instance that has read the old
 * state goes by it for the few seconds that it caches what it has read. Where the downstream is still away, the breaker
 * opens again after the failures that its settings ask for, and no message loses an attempt more than that.
 * @returns whether there was anything to close.
 */
export async function resetBreaker({ dynamo, table }: BreakerTable, name: string): Promise<boolean> {
  try {
    await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: name } },
        UpdateExpression:
          'SET #state = :closed, openings = :zero, calls = :zero, failures = :zero REMOVE open_until, probe_until',
        // A closed breaker is left alone, because its current counts decide whether it has to open.
        ConditionExpression: 'attribute_exists(#state) AND #state <> :closed',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':closed': { S: 'closed' }, ':zero': { N: '0' } },
      }),
    )
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
    throw error
  }
}
