import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { mayHaveParked } from '../../../lambdas/runtime/declarations/parking.ts'
import { typesOf } from '../../consumers/held-types.ts'
import { relayNames, relayOf } from '../../relay/relays.ts'
import type { Stack } from '../../stack/stack.ts'
import { apiMetricsOf, relayMetrics } from '../../status/platform-status.ts'
import { consumerAddress, metricsOf } from '../../status/read-consumers.ts'
import type { Look } from './open-page.ts'

/** Each type of a consumer has an item here that says whether it is held, and one that counts failures; a scan is billed by each 4 KB. */
const CIRCUIT_BYTES = 512
const UNIT_BYTES = 4_096
/** The query for who has paused what. */
const PAUSES_UNITS = 1
/** Read units for an ordered consumer, which may hold aggregates: half a unit to see whether there are any, and at least half a one to list them. */
const PARKING_UNITS = 1

/** The requests of one look at the status of this stack, counted from the stack itself. */
export function lookAt(stack: Stack, consumers: readonly ConsumerDeclaration[]): Look {
  const addresses = consumers.flatMap((consumer) => consumerAddress(stack, consumer) ?? [])
  const relays = relayNames.map((name) => relayOf(stack, name))
  const urls = [
    ...addresses.flatMap(({ queueUrl, deadLetterQueueUrl }) => [queueUrl, deadLetterQueueUrl]),
    ...relays.map(({ queueUrl }) => queueUrl),
  ]
  const fifoQueues = urls.filter((url) => url.endsWith('.fifo')).length
  const metrics = [
    ...addresses.flatMap((address) => [...metricsOf(address, '')]),
    ...relays.flatMap(relayMetrics),
    ...apiMetricsOf(stack, ''),
  ].length
  const circuits = new Set(consumers.flatMap(({ breakers }) => breakers)).size + typesOfAll(consumers)
  const parking = consumers.filter(mayHaveParked).length
  return {
    consumers: addresses.length,
    standardQueues: urls.length - fifoQueues,
    fifoQueues,
    readUnits: Math.ceil((circuits * CIRCUIT_BYTES) / UNIT_BYTES) + PAUSES_UNITS + parking * PARKING_UNITS,
    metrics,
  }
}

const typesOfAll = (consumers: readonly ConsumerDeclaration[]): number =>
  consumers.reduce((sum, consumer) => sum + typesOf(consumer).length, 0)

/** The same of a pipeline of another size, by the mean of this one. */
export function scaled(look: Look, consumers: number): Look {
  const factor = look.consumers === 0 ? 1 : consumers / look.consumers
  const times = (count: number) => Math.ceil(count * factor)
  return {
    consumers,
    standardQueues: times(look.standardQueues),
    fifoQueues: times(look.fifoQueues),
    readUnits: times(look.readUnits),
    metrics: times(look.metrics),
  }
}
