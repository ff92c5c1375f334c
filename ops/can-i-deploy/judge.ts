import type { Contracts, ServiceContracts, Versions } from '../../lambdas/runtime/declarations/deployed-contracts.ts'
import { circlesIn } from './circles.ts'
import { aheadOfFields, aheadOfFilters } from './filters.ts'
import type { DeployedContracts } from './join.ts'
import { type NewlyInOrder, newlyInOrder } from './newly-in-order.ts'
import type { Reason } from './reason.ts'
import { aheadOfReferences, backBehindReferences } from './references.ts'

export interface ServiceVerdict {
  readonly service: string
  /** Whether this service may be deployed alone, while all others stay as they are. */
  readonly alone: boolean
  readonly reasons: readonly Reason[]
  /** What its ordered consumers begin to take. It may be deployed all the same, but takes steps to keep the order. */
  readonly newlyInOrder: readonly NewlyInOrder[]
}

export interface Verdict {
  readonly services: readonly ServiceVerdict[]
  /** Whether all may be deployed in one go, receivers before senders. */
  readonly together: boolean
  /** With several stacks: groups of services of which each has to be deployed after another one of its group, which no order does. */
  readonly circles: readonly (readonly string[])[]
  /** Whether each service has a stack of its own, so that nothing but whoever deploys holds that order. */
  readonly inSeveralStacks: boolean
}

/** Compares the contracts that a checkout declares with those that are deployed. */
export function judgeDeployment(checkout: Contracts, deployed: DeployedContracts): Verdict {
  const services = Object.entries(checkout.services).map(([service, contracts]): ServiceVerdict => {
    const reasons = [
      ...goingBack(service, contracts, checkout, deployed),
      ...backBehindReferences(contracts, checkout, deployed),
      ...aheadOfReaders(service, contracts, deployed),
      ...aheadOfReferences(service, contracts, checkout, deployed),
      ...aheadOfAddressees(service, contracts, checkout, deployed),
      ...behindSenders(service, contracts, deployed),
      ...aheadOfFilters(service, contracts, checkout, deployed),
      ...aheadOfFields(service, contracts, deployed),
    ]
    const inOrder = newlyInOrder(contracts, deployed.services[service])
    return { service, alone: reasons.length === 0, reasons, newlyInOrder: inOrder }
  })
  services.push(...goneServices(checkout, deployed))
  const inSeveralStacks = deployed.known !== undefined
  // One stack updates function by function, and of those that send to each other the receiver waits for its own update.
  const circles = inSeveralStacks ? circlesIn(new Map(services.map((one) => [one.service, afterWhom(one)]))) : []
  // A receiver that goes first does not count here, because an update of the whole stack has that order.
  const isInOrder = services.every(({ reasons }) => reasons.every(({ first }) => first !== undefined))
  return { services, together: isInOrder && circles.length === 0, circles, inSeveralStacks }
}

const afterWhom = ({ reasons }: ServiceVerdict): string[] => reasons.flatMap(({ first }) => first ?? [])

/** Versions that deployed services write, or that are stored, and that this code cannot read. */
function goingBack(service: string, own: ServiceContracts, checkout: Contracts, deployed: Contracts): Reason[] {
  const reads: Versions = own.readsAll ? checkout.events : own.reads
  const written = own.readsAll ? Object.keys(deployed.events) : Object.keys(own.reads)
  const foreign = written.flatMap((type): Reason[] => {
    const [is, knows] = [deployed.events[type], reads[type]]
    if (is === undefined) return []
    const isRetired = checkout.retired?.[type]?.includes(is) ?? false
    if (knows !== undefined && knows >= is && !isRetired) return []
    const known = knows === undefined ? 'does not know it' : `reads up to version ${knows}`
    return [
      {
        why: `${type} version ${is} is written already, and this checkout ${isRetired ? 'no longer knows it' : known}`,
      },
    ]
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
      const knows =
        reads[type] ?? (readsAll ? ((deployed.known?.[other]?.events ?? deployed.events)[type] ?? 0) : undefined)
      if (knows === undefined || knows >= version) return []
      const known = knows === 0 ? 'does not know' : `reads up to version ${knows}`
      return [{ why: `it writes ${type} version ${version}, which the deployed ${other} ${known}`, first: other }]
    }),
  )
}

/** Commands that this service may send and that their deployed addressee does not accept yet. */
function aheadOfAddressees(service: string, own: ServiceContracts, checkout: Contracts, deployed: Contracts): Reason[] {
  return others(service, checkout).flatMap(([other, { accepts }]) => {
    const now = deployed.services[other]?.accepts ?? []
    return accepts
      .filter((command) => !now.includes(command) && maySend(own, command))
      .map((command) => ({ why: `it may send ${command}, which the deployed ${other} does not accept`, first: other }))
  })
}

/**
 * Commands that this service would no longer accept while deployed services, itself among them, may still send them. An update puts
 * receivers before senders, which is the wrong order here: commands of the old sender, and those on their way, would go to dead letters.
 */
function behindSenders(service: string, own: ServiceContracts, deployed: Contracts): Reason[] {
  const dropped = (deployed.services[service]?.accepts ?? []).filter((command) => !own.accepts.includes(command))
  return dropped.flatMap((command) =>
    Object.entries(deployed.services)
      .filter(([, sender]) => maySend(sender, command))
      .map(([sender]) => ({
        why: `it no longer accepts ${command}, which the deployed ${sender} may send`,
        twoDeployments: 'command' as const,
      })),
  )
}

/**
 * Deployed services that the checkout no longer has, and whose commands may still be sent: the update deletes their queues, with what waits
 * there. A service with a stack of its own stays until somebody deletes that stack, so nothing is said of it.
 */
function goneServices(checkout: Contracts, deployed: DeployedContracts): ServiceVerdict[] {
  if (deployed.known !== undefined) return []
  return Object.keys(deployed.services)
    .filter((service) => !Object.hasOwn(checkout.services, service))
    .map((service) => ({ service, reasons: behindSenders(service, gone, deployed) }))
    .filter(({ reasons }) => reasons.length > 0)
    .map((one) => ({ ...one, alone: false, newlyInOrder: [] }))
}

const gone: ServiceContracts = { states: {}, reads: {}, readsAll: false, accepts: [], sendsCommands: false }

const maySend = ({ sends, sendsCommands }: ServiceContracts, command: string): boolean =>
  sends?.includes(command) ?? sendsCommands

const others = (service: string, { services }: Contracts): [string, ServiceContracts][] =>
  Object.entries(services).filter(([name]) => name !== service)
