import { catalog } from '../../events/catalog.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { healthKey } from '../../lambdas/runtime/declarations/keys.ts'
import { toCircuit } from '../../lambdas/runtime/health/circuit-table.ts'
import { isHeld } from '../../lambdas/runtime/health/type-circuit.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { Circuits } from '../breakers/breakers.ts'
import type { HeldType } from '../status/consumer-status.ts'

/** By consumer: its event types that wait because nearly everything of them fails. A consumer of which nothing is held is missing. */
export function heldTypesIn(
  circuits: Circuits,
  consumers: readonly ConsumerDeclaration[],
  now: number,
): ReadonlyMap<string, readonly HeldType[]> {
  const held = consumers.flatMap((consumer) =>
    typesOf(consumer).flatMap((type) => {
      const circuit = toCircuit(circuits.get(healthKey(consumer.name, type)) ?? {})
      if (!isHeld(circuit, now)) return []
      const next_try = circuit.state === 'held' ? isoTime(circuit.openUntil) : null
      return [{ consumer: consumer.name, type, cause: circuit.cause, since: isoTime(circuit.since), next_try }]
    }),
  )
  const byConsumer = Map.groupBy(held, ({ consumer }) => consumer)
  return new Map([...byConsumer].map(([name, types]) => [name, types.map(({ consumer: _, ...type }) => type)]))
}

/** The types of which a consumer has a circuit each. */
export const typesOf = ({ subscribesTo, accepts }: ConsumerDeclaration): readonly string[] =>
  subscribesTo === '*' ? [...catalog.keys()] : [...subscribesTo, ...accepts].map(({ type }) => type)
