import { createHash } from 'node:crypto'
import { UnsupportedPolicyError } from '../iam/index.ts'
import { type Created, type Resource, resourceTypes, type Services } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import { resolve, type Scope } from '../template/intrinsics.ts'
import { inDependencyOrder } from '../template/order.ts'
import { stackScope } from '../template/scope.ts'
import type { Json, TemplateResource } from '../template/template.ts'
import { UnsupportedTemplateError } from './check.ts'
import type { Stack, StackOutput, StackResource } from './stack.ts'

type ScopeOptions = Parameters<typeof stackScope>[1]

export interface Deployment {
  stack: Stack
  /** What is to run once every stack is there. */
  starts: (() => void | Promise<void>)[]
}

/** Creates every resource of a stack, side by side where dependencies allow, and resolves its outputs. */
export async function deployStack(
  artifact: StackArtifact,
  options: ScopeOptions,
  services: Services,
  now: () => number,
): Promise<Deployment> {
  const { template, stackName } = artifact
  const created = new Map<string, Created>()
  const resources: StackResource[] = []
  const scope = stackScope(template, options, (logicalId) => created.get(logicalId))
  const wanted = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  )

  await inDependencyOrder(Object.fromEntries(wanted), async (logicalId, resource) => {
    const result = await create(logicalId, resource, artifact, scope, services)
    created.set(logicalId, result)
    resources.push({ logicalId, type: resource.Type, physicalId: result.physicalId, updatedAt: now() })
  })

  const outputs = resolveOutputs(artifact, scope, services)
  const stack = {
    stackName,
    stackId: options.stackId,
    description: template.Description,
    createdAt: now(),
    template,
    outputs,
    resources,
  }
  return { stack, starts: [...created.values()].flatMap(({ start }) => (start ? [start] : [])) }
}

async function create(
  logicalId: string,
  resource: TemplateResource,
  { stackName, assetDirectory }: StackArtifact,
  scope: Scope,
  services: Services,
): Promise<Created> {
  const type = resourceTypes[resource.Type]
  const here: Resource = {
    stackName,
    logicalId,
    assetDirectory,
    uniqueName: (maxLength, suffix) => uniqueName(stackName, logicalId, maxLength, suffix),
  }
  try {
    if (!type) throw new Error('unknown resource type')
    return await type.create(resolve(resource.Properties ?? {}, scope), here, services)
  } catch (cause) {
    if (cause instanceof UnsupportedPolicyError) {
      throw new UnsupportedTemplateError(stackName, [`${logicalId}, ${resource.Type}: ${cause.message}`])
    }
    throw new Error(`${stackName}: cannot create ${logicalId} (${resource.Type}): ${(cause as Error).message}`, {
      cause,
    })
  }
}

function uniqueName(stackName: string, logicalId: string, maxLength = 64, suffix = ''): string {
  const hash = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12)
  const room = maxLength - hash.length - suffix.length - 1
  return `${`${stackName}-${logicalId}`.slice(0, room).replace(/-$/, '')}-${hash}${suffix}`
}

function resolveOutputs({ template }: StackArtifact, scope: Scope, services: Services): StackOutput[] {
  return Object.entries(template.Outputs ?? {}).flatMap(([key, { Value, Description, Condition, Export }]) => {
    if (Condition !== undefined && !scope.condition(Condition)) return []
    const value = withLocalApiUrl(String(resolve(Value, scope) ?? ''), services)
    const exportName = Export && String(resolve(Export.Name as Json, scope))
    return [
      {
        key,
        value,
        ...(Description !== undefined && { description: Description }),
        ...(exportName !== undefined && { exportName }),
      },
    ]
  })
}

/** The address that a template puts together for an HTTP API is the one that it would have on AWS. */
function withLocalApiUrl(value: string, { httpApis, region }: Services): string {
  return httpApis.ids.reduce(
    (text, id) => text.replace(`https://${id}.execute-api.${region}.amazonaws.com`, httpApis.url),
    value,
  )
}
