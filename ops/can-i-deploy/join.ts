import type { Contracts, Versions } from '../../lambdas/runtime/declarations/deployed-contracts.ts'

/** What is deployed. With a stack per service, each service may have been deployed from another checkout. */
export interface DeployedContracts extends Contracts {
  /** With several stacks: by service, what its own deployment knows. Absent: all know the same. */
  readonly known?: Readonly<Record<string, Known>>
}

interface Known {
  /** The newest version of each event. */
  readonly events: Versions
  /** Types of which it reads data by reference. */
  readonly byReference: readonly string[]
}

/** Joins the contracts that the templates of several stacks state. An event is written as its own producer is deployed. */
export function joinContracts(stacks: readonly Contracts[]): DeployedContracts {
  const [first] = stacks
  if (first && stacks.length === 1) return first
  const events: Record<string, number> = {}
  for (const [type, version] of stacks.flatMap((one) => Object.entries(one.events))) {
    events[type] = Math.max(version, events[type] ?? 0)
  }
  const deployed = stacks.flatMap((one) => Object.entries(one.services).map(([name, own]) => ({ name, own, one })))
  const stated = deployed.flatMap(({ own, one }) => (one.byReference ?? []).filter((type) => type in own.states))
  // The fields that the producer of a type writes as it is deployed. If it is not deployed, they are unknown and left out.
  const fields = Object.fromEntries(
    deployed.flatMap(({ own, one }) => Object.entries(one.fields ?? {}).filter(([type]) => type in own.states)),
  )
  return {
    events: Object.assign(events, ...deployed.map(({ own }) => own.states)),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...(stated.length > 0 && { byReference: stated }),
    services: Object.fromEntries(deployed.map(({ name, own }) => [name, own])),
    known: Object.fromEntries(
      deployed.map(({ name, one: { events, byReference = [] } }) => [name, { events, byReference }]),
    ),
  }
}
