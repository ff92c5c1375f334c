import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { relayNames, relayOf } from '../../relay/relays.ts'
import type { Stack } from '../../stack/stack.ts'
import { apiMetricsOf, relayMetrics } from '../../status/platform-status.ts'
import { consumerAddress, metricsOf } from '../../status/read-consumers.ts'
import type { Look } from './open-page.ts'

/** What one look at the status of this stack asks for, counted from the stack itself. */
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
  return { consumers: addresses.length, standardQueues: urls.length - fifoQueues, fifoQueues, metrics }
}

/** The same of a pipeline of another size, by the mean of this one. */
export function scaled(look: Look, consumers: number): Look {
  const factor = look.consumers === 0 ? 1 : consumers / look.consumers
  const times = (count: number) => Math.ceil(count * factor)
  return {
    consumers,
    standardQueues: times(look.standardQueues),
    fifoQueues: times(look.fifoQueues),
    metrics: times(look.metrics),
  }
}
