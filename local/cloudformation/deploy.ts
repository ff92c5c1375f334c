import type { Services } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import { resolve, type Scope } from '../template/intrinsics.ts'
import { inDependencyOrder } from '../template/order.ts'
import { stackScope } from '../template/scope.ts'
import type { Json, TemplateResource } from '../template/template.ts'
import { createResource } from './create.ts'
import { Generations } from './generations.ts'
import { resolveOutputs } from './outputs.ts'
import type { Deployed, RunningStack, ScopeOptions, StackResource } from './stack.ts'

/**
 * Creates every resource of a stack, side by side where dependencies allow, and resolves its outputs.
 * @param deployed filled with what is created, also when a later resource fails.
 * @param generations Nothing is called as what an earlier stack of this name has retained.
 */
export async function deployStack(
  artifact: StackArtifact,
  options: ScopeOptions,
  services: Services,
  now: () => number,
  deployed = new Map<string, Deployed>(),
  generations = new Generations(),
): Promise<RunningStack> {
  const { template, stackName } = artifact
  const resources: StackResource[] = []
  const scope = stackScope(template, options, (logicalId) => deployed.get(logicalId)?.created)

  await inDependencyOrder(wantedResources(artifact, scope), async (logicalId, resource) => {
    const properties = resolve(resource.Properties ?? {}, scope) ?? {}
    const generation = generations.of(stackName, logicalId)
    const place = { artifact, logicalId, generation, resolve: (value: Json) => resolve(value, scope) }
    const created = await createResource(resource.Type, properties, place, services)
    deployed.set(logicalId, { resource, properties, created, generation })
    const { physicalId } = created
    resources.push({ logicalId, type: resource.Type, physicalId, status: 'CREATE_COMPLETE', updatedAt: now() })
  })

  const stack = {
    stackName,
    stackId: options.stackId,
    status: 'CREATE_COMPLETE' as const,
    description: template.Description,
    createdAt: now(),
    template,
    outputs: resolveOutputs(template, scope, services),
    resources,
  }
  return { stack, artifact, deployed }
}

/** The resources whose condition holds. */
export const wantedResources = ({ template }: StackArtifact, scope: Scope): Record<string, TemplateResource> =>
  Object.fromEntries(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
    ),
  )
