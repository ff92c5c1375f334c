import type { Contracts, Versions } from '../../lambdas/runtime/declarations/deployed-contracts.ts'

/** What is deployed. With a stack per service, each service may have been deployed from another checkout. */
export interface DeployedContracts extends Contracts {
  /** With several stacks: by service, the newest version of each event that its own deployment knows. Absent: all know the same. */
  readonly known?: Readonly<Record<string, Versions>>
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
  return {
    events: Object.assign(events, ...deployed.map(({ own }) => own.states)),
    services: Object.fromEntries(deployed.map(({ name, own }) => [name, own])),
    known: Object.fromEntries(deployed.map(({ name, one }) => [name, one.events])),
  }
}
