import type { Contracts, ServiceContracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import type { Reason } from './reason.ts'

/**
 * Fields that this service would no longer write, and on which deployed consumers filter: nothing of the event would reach them, and nothing would
 * say so. A filter is matched before the upcast, against data as it was stated.
 */
export function aheadOfFilters(
  service: string,
  own: ServiceContracts,
  checkout: Contracts,
  deployed: Contracts,
): Reason[] {
  return Object.keys(own.states).flatMap((type) => {
    const now = checkout.fields?.[type]
    const gone = now ? (deployed.fields?.[type] ?? []).filter((field) => !now.includes(field)) : []
    return filtersOn(type, gone, deployed).flatMap(({ field, consumer, of }): Reason[] => {
      const why = `it no longer writes data.${field} of ${type}, on which the deployed ${consumer} filters: nothing of it would arrive there`
      const stays = checkout.services[of]?.filters?.[consumer]?.fields.includes(field) ?? false
      return [{ why, ...(stays || of === service ? { twoDeployments: 'filter' } : { first: of }) }]
    })
  })
}

/** Fields on which a consumer of this service would begin to filter, before the deployed producer writes them. */
export function aheadOfFields(service: string, own: ServiceContracts, deployed: Contracts): Reason[] {
  return Object.entries(own.filters ?? {}).flatMap(([consumer, { types, fields }]) => {
    const before = deployed.services[service]?.filters?.[consumer]
    return types.flatMap((type) => {
      const written = deployed.fields?.[type]
      if (!written) return []
      return fields
        .filter(
          (field) =>
            !written.includes(field) && !(before && takes(before.types, type) && before.fields.includes(field)),
        )
        .map((field) => ({
          why: `${consumer} would filter on data.${field} of ${type}, which the deployed ${producerOf(type, deployed)} does not write yet: what it writes until then would not arrive`,
          twoDeployments: 'filter' as const,
        }))
    })
  })
}

const filtersOn = (type: string, among: readonly string[], { services }: Contracts) =>
  Object.entries(services).flatMap(([of, { filters = {} }]) =>
    Object.entries(filters)
      .filter(([, { types }]) => takes(types, type))
      .flatMap(([consumer, { fields }]) =>
        fields.filter((field) => among.includes(field)).map((field) => ({ field, consumer, of })),
      ),
  )

const takes = (types: readonly string[], type: string): boolean => types.includes('*') || types.includes(type)

const producerOf = (type: string, { services }: Contracts): string =>
  Object.entries(services).find(([, { states }]) => type in states)?.[0] ?? 'producer'
