import type { ConsumerDeclaration } from './consumer.ts'

/**
 * The aggregates of which some consumer takes events in order: only theirs go to the topic. An aggregate's events go there all or none,
 * because the relay follows its stream without a gap.
 * @returns nothing where all of them do, because some consumer takes every event in order.
 */
export function orderedAggregates(
  consumers: readonly Pick<ConsumerDeclaration, 'ordering' | 'subscribesTo'>[],
): readonly string[] | undefined {
  const taken = consumers.filter(({ ordering }) => ordering === 'aggregate').map(({ subscribesTo }) => subscribesTo)
  const aggregates = taken.flatMap((types) => (types === '*' ? [undefined] : types.map(({ aggregate }) => aggregate)))
  const names = aggregates.filter((name) => name !== undefined)
  return names.length < aggregates.length ? undefined : [...new Set(names)].sort()
}
