import type { DeployedContracts } from './join.ts'

/**
 * Whether a deployment may leave the events that are parked for a consumer without anybody who takes them. Where each service has a stack of its own,
 * only a deployment of the consumer's own service may.
 * @param service that is deployed; absent: all are.
 */
export function isAtStake(service: string | undefined, deployed: DeployedContracts, consumer: string): boolean {
  if (service === undefined || deployed.known === undefined) return true
  const owner = Object.entries(deployed.services).find(([, { inOrder = {} }]) => Object.hasOwn(inOrder, consumer))
  return owner === undefined || owner[0] === service
}
