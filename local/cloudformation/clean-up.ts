import type { Services } from '../resources/index.ts'
import { creationOrder } from '../template/order.ts'
import { typeOf } from './create.ts'
import type { Deployed } from './stack.ts'

/** A resource that the stack no longer has. */
export interface LeftOver extends Deployed {
  logicalId: string
  /** True for one that another has taken the place of; false for one that the template dropped. */
  replaced: boolean
}

/**
 * Removes resources, each before those that it depends on. A resource that its template says to retain stays, and no longer
 * belongs to the stack.
 * @returns logical ids of those that could not be deleted.
 */
export async function cleanUp(
  leftOvers: readonly LeftOver[],
  deployed: ReadonlyMap<string, Deployed>,
  { services, onProblem }: { services: Services; onProblem: (message: string) => void },
): Promise<string[]> {
  const failed: string[] = []
  const all = Object.fromEntries([...deployed].map(([id, { resource }]) => [id, resource]))
  const order = creationOrder(all).reverse()
  const sorted = leftOvers.toSorted((a, b) => order.indexOf(a.logicalId) - order.indexOf(b.logicalId))
  for (const { logicalId, resource, properties, created, replaced } of sorted) {
    const policy = replaced ? resource.UpdateReplacePolicy : resource.DeletionPolicy
    if (policy?.startsWith('Retain')) continue
    try {
      await typeOf(resource.Type).remove(created, services, properties)
    } catch (error) {
      onProblem(`${logicalId} (${resource.Type}) could not be deleted: ${(error as Error).message}`)
      failed.push(logicalId)
    }
  }
  return failed
}

/** Removes the resources of a stack whose creation has failed, except those that are to be retained even then. */
export function takeBack(
  made: ReadonlyMap<string, Deployed>,
  surroundings: { services: Services; onProblem: (message: string) => void },
): Promise<string[]> {
  const leftOvers = [...made].map(([logicalId, { resource, ...one }]): LeftOver => {
    const { DeletionPolicy: policy, ...rest } = resource
    const kept = policy !== undefined && policy !== 'RetainExceptOnCreate' ? { DeletionPolicy: policy } : {}
    return { logicalId, ...one, resource: { ...rest, ...kept }, replaced: false }
  })
  return cleanUp(leftOvers, made, surroundings)
}
