import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { Pauses } from '../pauses/read-pauses.ts'
import { pascalCase } from '../stack/stack.ts'

/**
 * A deployed consumer that takes its messages in order from the deployment on, or not any more. SQS cannot turn a queue into a FIFO queue or back,
 * so the deployment makes other queues, and what waits in those of before is handled by nobody.
 */
export interface ChangedOrdering {
  readonly consumer: string
  readonly to: ConsumerDeclaration['ordering']
  /** ISO 8601: an operator has paused it since then, so a replay from then on brings all that it misses. Absent: it takes messages. */
  readonly pausedSince?: string
}

/** @param outputs of the deployed stack. */
export function changedOrdering(
  consumers: readonly Pick<ConsumerDeclaration, 'name' | 'ordering'>[],
  outputs: ReadonlyMap<string, string>,
  pauses: Pauses,
): ChangedOrdering[] {
  return consumers.flatMap(({ name, ordering }) => {
    const queueUrl = outputs.get(`Consumer${pascalCase(name)}QueueUrl`)
    if (queueUrl === undefined || queueUrl.endsWith('.fifo') === (ordering === 'aggregate')) return []
    const pause = pauses.get(name)
    return [{ consumer: name, to: ordering, ...(pause && { pausedSince: pause.since }) }]
  })
}

const SECTION = 'docs/deploy.md#another-ordering-for-a-deployed-consumer'

export function changedOrderingText({ consumer, to, pausedSince }: ChangedOrdering): string {
  const lost = `ordering: '${to}' gives the deployed ${consumer} another queue and another dead-letter queue, and what waits in those of now is lost`
  return pausedSince === undefined
    ? `Not yet, because of a queue: ${lost}. Drain it first: ${SECTION}.`
    : `${lost}. It is paused since ${pausedSince}: after the deployment replay to it what was stored from then on: ${SECTION}.`
}
