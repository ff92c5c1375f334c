import type { StackArtifact } from '../template/assembly.ts'
import { resolve } from '../template/intrinsics.ts'
import { creationOrder } from '../template/order.ts'
import { type Action, actionFor, refusalOf } from './changes.ts'
import { wantedResources } from './deploy.ts'
import { placeholderScope } from './placeholders.ts'
import type { RunningStack, ScopeOptions } from './stack.ts'

export interface Plan {
  /** The action for each resource of the new template. */
  actions: ReadonlyMap<string, Action>
  /** Logical ids that the new template does not have. */
  removed: readonly string[]
  /** Why it cannot be done. */
  refusals: readonly string[]
}

/** The actions of an update. Resources that do not exist yet, or are replaced, appear as `<LogicalId>`. */
export function planUpdate(next: StackArtifact, { deployed }: RunningStack, options: ScopeOptions): Plan {
  const actions = new Map<string, Action>()
  const refusals: string[] = []
  const known = (logicalId: string) => {
    const action = actions.get(logicalId)
    return action === 'create' || action === 'replace' ? undefined : deployed.get(logicalId)?.created
  }
  const scope = placeholderScope(next.template, options, known)
  const wanted = wantedResources(next, scope)
  const otherType = Object.keys(wanted).filter(
    (id) => (deployed.get(id)?.resource.Type ?? wanted[id]?.Type) !== wanted[id]?.Type,
  )
  if (otherType.length > 0) {
    refusals.push(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${otherType.join(', ')}]`,
    )
    return { actions, removed: [], refusals }
  }
  for (const logicalId of creationOrder(wanted)) {
    const properties = resolve(wanted[logicalId]?.Properties ?? {}, scope) ?? {}
    const before = deployed.get(logicalId)
    const action = actionFor(before, properties)
    actions.set(logicalId, action)
    const refusal = before && refusalOf(action, logicalId, before, properties)
    if (refusal) refusals.push(refusal)
  }
  return { actions, removed: [...deployed.keys()].filter((id) => !Object.hasOwn(wanted, id)), refusals }
}
