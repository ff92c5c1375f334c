import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { catalog } from '../../events/catalog.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { healthKey } from '../../lambdas/runtime/declarations/keys.ts'
import { toCircuit } from '../../lambdas/runtime/health/circuit-table.ts'
import { isHeld } from '../../lambdas/runtime/health/type-circuit.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { HeldType } from '../status/consumer-status.ts'

/** DynamoDB reads at most so many items in one call. */
const MOST_KEYS = 100

/** @param table output `BreakerTableName` of the stack. */
export async function readHeldTypes(
  { dynamo, table, now }: { readonly dynamo: DynamoDBClient; readonly table: string; readonly now: number },
  consumers: readonly ConsumerDeclaration[],
): Promise<ReadonlyMap<string, readonly HeldType[]>> {
  const wanted = consumers.flatMap((consumer) =>
    typesOf(consumer).map((type) => ({ consumer: consumer.name, type, pk: healthKey(consumer.name, type) })),
  )
  const items = new Map<string, Record<string, AttributeValue>>()
  for (let from = 0; from < wanted.length; from += MOST_KEYS) {
    const Keys = wanted.slice(from, from + MOST_KEYS).map(({ pk }) => ({ pk: { S: pk } }))
    const { Responses = {} } = await dynamo.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }))
    for (const item of Responses[table] ?? []) items.set(item.pk?.S ?? '', item)
  }
  const held = wanted.flatMap(({ consumer, type, pk }) => {
    const circuit = toCircuit(items.get(pk) ?? {})
    if (!isHeld(circuit, now)) return []
    const next_try = circuit.state === 'held' ? isoTime(circuit.openUntil) : null
    return [{ consumer, type, cause: circuit.cause, since: isoTime(circuit.since), next_try }]
  })
  const byConsumer = Map.groupBy(held, ({ consumer }) => consumer)
  return new Map([...byConsumer].map(([name, types]) => [name, types.map(({ consumer: _, ...type }) => type)]))
}

const typesOf = ({ subscribesTo, accepts }: ConsumerDeclaration): readonly string[] =>
  subscribesTo === '*' ? [...catalog.keys()] : [...subscribesTo, ...accepts].map(({ type }) => type)
