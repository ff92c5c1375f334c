import type { ServiceContracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'

/**
 * What an ordered consumer takes from the deployment on, and has not taken before. SNS applies a filter within 15 minutes, so of one aggregate
 * it may leave out the first event of such a type and deliver the next: the consumer then handles what comes after a gap.
 */
export interface NewlyInOrder {
  readonly consumer: string
  /** Event types; `*` for all. */
  readonly types: readonly string[]
  /** Whether the consumer itself is new, so that nothing that it has done before is at stake. */
  readonly isNewConsumer: boolean
}

/** @param deployed nothing for a service that is not deployed. @returns nothing where the deployed template does not say what is taken in order. */
export function newlyInOrder(own: ServiceContracts, deployed: ServiceContracts | undefined): NewlyInOrder[] {
  if (deployed && !deployed.inOrder) return []
  return Object.entries(own.inOrder ?? {}).flatMap(([consumer, takes]) => {
    const before = deployed?.inOrder?.[consumer]
    if (before?.includes('*')) return []
    const types = takes.filter((type) => !before?.includes(type))
    return types.length > 0 ? [{ consumer, types, isNewConsumer: before === undefined }] : []
  })
}

const SECTION = 'docs/deploy.md#a-further-type-for-an-ordered-consumer'

export const newlyInOrderText = ({ consumer, types, isNewConsumer }: NewlyInOrder): string => {
  const what = types.includes('*') ? 'every event' : types.join(', ')
  const taken = isNewConsumer
    ? `${consumer} is new and takes ${what} in order`
    : `${consumer} takes ${what} in order, which it has not until now`
  return `${taken}: for 15 minutes SNS may leave out an event of it and deliver a later one of the same aggregate. Steps that keep the order: ${SECTION}.`
}
