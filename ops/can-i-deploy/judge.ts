import type { Contracts, ServiceContracts, Versions } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import type { DeployedContracts } from './join.ts'

export interface Reason {
  readonly why: string
  /** The service that has to be deployed first. Absent: no order of deployment helps. */
  readonly first?: string
}

export interface ServiceVerdict {
  readonly service: string
  /** Whether this service may be deployed alone, while all others stay as they are. */
  readonly alone: boolean
  readonly reasons: readonly Reason[]
}

export interface Verdict {
  readonly services: readonly ServiceVerdict[]
  /** Whether all may be deployed in one go, receivers before senders. */
  readonly together: boolean
  /** Whether each service has a stack of its own, so that nothing but whoever deploys holds that order. */
  readonly inSeveralStacks: boolean
}

/** Compares the contracts that a checkout declares with those that are deployed. */
export function judgeDeployment(checkout: Contracts, deployed: DeployedContracts): Verdict {
  const services = Object.entries(checkout.services).map(([service, contracts]): ServiceVerdict => {
    const reasons = [
      ...goingBack(service, contracts, checkout, deployed),
      ...aheadOfReaders(service, contracts, deployed),
      ...aheadOfAddressees(service, contracts, checkout, deployed),
      ...behindSenders(service, contracts, deployed),
    ]
    return { service, alone: reasons.length === 0, reasons }
  })
  // A problem that only needs another service first does not count here, because an update of the whole stack has the right order.
  const together = services.every(({ reasons }) => reasons.every(({ first }) => first !== undefined))
  return { services, together, inSeveralStacks: deployed.known !== undefined }
}

/** Versions that deployed services write, or that are stored, and that this code cannot read. */
function goingBack(service: string, own: ServiceContracts, checkout: Contracts, deployed: Contracts): Reason[] {
  const reads: Versions = own.readsAll ? checkout.events : own.reads
  const written = own.readsAll ? Object.keys(deployed.events) : Object.keys(own.reads)
  const foreign = written.flatMap((type): Reason[] => {
    const [is, knows] = [deployed.events[type], reads[type]]
    if (is === undefined || (knows !== undefined && knows >= is)) return []
    const known = knows === undefined ? 'it does not know' : `it reads up to version ${knows}`
    return [{ why: `${type} version ${is} is written already, and ${known}` }]
  })
  const stated = Object.entries(deployed.services[service]?.states ?? {}).flatMap(([type, is]): Reason[] => {
    const knows = own.states[type]
    if (knows !== undefined && knows >= is) return []
    const known = knows === undefined ? 'does not know it' : `knows up to version ${knows}`
    return [{ why: `its own ${type} is stored in version ${is}, and this checkout ${known}` }]
  })
  return [...foreign, ...stated]
}

/** Versions that this service would write and that a deployed consumer of another service could not read. */
function aheadOfReaders(service: string, own: ServiceContracts, deployed: DeployedContracts): Reason[] {
  return Object.entries(own.states).flatMap(([type, version]) =>
    others(service, deployed).flatMap(([other, { reads, readsAll }]): Reason[] => {
      const knows = reads[type] ?? (readsAll ? ((deployed.known?.[other] ?? deployed.events)[type] ?? 0) : undefined)
      if (knows === undefined || knows >= version) return []
      const known = knows === 0 ? 'does not know' : `reads up to version ${knows}`
      return [{ why: `it writes ${type} version ${version}, which the deployed ${other} ${known}`, first: other }]
    }),
  )
}

/** Commands that this service may send and that their deployed addressee does not accept yet. */
function aheadOfAddressees(service: string, own: ServiceContracts, checkout: Contracts, deployed: Contracts): Reason[] {
  if (!own.sendsCommands) return []
  return others(service, checkout).flatMap(([other, { accepts }]) => {
    const now = deployed.services[other]?.accepts ?? []
    return accepts
      .filter((command) => !now.includes(command))
      .map((command) => ({ why: `it may send ${command}, which the deployed ${other} does not accept`, first: other }))
  })
}

/** Commands that this service would no longer accept while deployed services may still send them. */
function behindSenders(service: string, own: ServiceContracts, deployed: Contracts): Reason[] {
  const senders = others(service, deployed).filter(([, { sendsCommands }]) => sendsCommands)
  const dropped = (deployed.services[service]?.accepts ?? []).filter((command) => !own.accepts.includes(command))
  return dropped.flatMap((command) =>
    senders.map(([sender]) => ({
      why: `it no longer accepts ${command}, which the deployed ${sender} may send`,
      first: sender,
    })),
  )
}

const others = (service: string, { services }: Contracts): [string, ServiceContracts][] =>
  Object.entries(services).filter(([name]) => name !== service)
