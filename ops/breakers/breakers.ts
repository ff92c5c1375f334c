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

/**
 * Every item of the table by its key: breakers and, under keys with a `#`, the health of each consumer's event types. A table of hundreds of
 * these is read at the price of a few items, since a scan is billed by size.
 */
export type Circuits = ReadonlyMap<string, Record<string, AttributeValue>>

export async function readCircuits({ dynamo, table }: BreakerTable): Promise<Circuits> {
  const circuits = new Map<string, Record<string, AttributeValue>>()
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true })) {
    for (const item of Items) circuits.set(item.pk?.S ?? '', item)
  }
  return circuits
}

/** Every breaker that a consumer declares, and those that are only in the table (from an older deployment). */
export function breakersIn(circuits: Circuits): BreakerStatus[] {
  const stored = [...circuits.keys()].filter((key) => !key.includes('#'))
  const names = [...new Set([...declaredBreakers(), ...stored])].sort()
  return names.map((name) => toStatus(name, circuits.get(name)))
}

export const listBreakers = async (table: BreakerTable): Promise<BreakerStatus[]> =>
  breakersIn(await readCircuits(table))

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
