import type { Contracts, ServiceContracts } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import type { DeployedContracts } from './join.ts'
import type { Reason } from './reason.ts'

/** Types that are stored by reference, as far as is known, of which this code would no longer read the data. */
export function backBehindReferences(own: ServiceContracts, checkout: Contracts, deployed: Contracts): Reason[] {
  return (deployed.byReference ?? [])
    .filter((type) => reads(own, type) || type in own.states)
    .filter((type) => type in checkout.events && !checkout.byReference?.includes(type))
    .map((type) => ({
      why: `${type} may be stored by reference (claimCheck), and this checkout no longer reads references to its data`,
    }))
}

/** Types that this service would state by reference, and that a deployed reader would refuse: it knows them without claimCheck. */
export function aheadOfReferences(
  service: string,
  own: ServiceContracts,
  checkout: Contracts,
  deployed: DeployedContracts,
): Reason[] {
  const stated = (checkout.byReference ?? []).filter((type) => type in own.states)
  return stated.flatMap((type) =>
    Object.entries(deployed.services)
      .filter(([other, reader]) => other !== service && reads(reader, type))
      .filter(([other]) => !(deployed.known?.[other]?.byReference ?? deployed.byReference ?? []).includes(type))
      .map(([other]) => ({
        why: `it may write ${type} by reference (claimCheck), which the deployed ${other} does not read yet`,
        first: other,
      })),
  )
}

const reads = ({ reads: named, readsAll }: ServiceContracts, type: string): boolean => readsAll || type in named
