import { mentionedNames } from './intrinsics.ts'
import type { Template, TemplateResource } from './template.ts'

/** Logical ids that each resource waits for: what its properties mention, and its DependsOn. */
function dependenciesOf(resources: Record<string, TemplateResource>): Map<string, Set<string>> {
  const dependencies = new Map<string, Set<string>>()
  for (const [logicalId, resource] of Object.entries(resources)) {
    const names = mentionedNames(resource.Properties)
    for (const name of [resource.DependsOn ?? []].flat()) names.add(name)
    names.delete(logicalId)
    dependencies.set(logicalId, new Set([...names].filter((name) => Object.hasOwn(resources, name))))
  }
  return dependencies
}

/** Logical ids, each after everything that it depends on; otherwise as they stand in the template. */
export function creationOrder(resources: Record<string, TemplateResource>): string[] {
  const dependencies = dependenciesOf(resources)
  refuseCycles(dependencies)
  const ordered = new Set<string>()
  const visit = (logicalId: string) => {
    if (ordered.has(logicalId)) return
    for (const dependency of dependencies.get(logicalId) ?? []) visit(dependency)
    ordered.add(logicalId)
  }
  for (const logicalId of Object.keys(resources)) visit(logicalId)
  return [...ordered]
}

/**
 * Calls `create` for every resource once everything that it depends on is created; independent ones run side by side.
 * The first failure stops what has not begun and rejects.
 */
export async function inDependencyOrder(
  resources: Template['Resources'],
  create: (logicalId: string, resource: TemplateResource) => Promise<void>,
): Promise<void> {
  const dependencies = dependenciesOf(resources)
  refuseCycles(dependencies)
  let failed = false
  const started = new Map<string, Promise<void>>()
  const start = (logicalId: string): Promise<void> => {
    const running = started.get(logicalId)
    if (running) return running
    const promise = Promise.all([...(dependencies.get(logicalId) ?? [])].map(start)).then(async () => {
      const resource = resources[logicalId]
      if (failed || !resource) return
      await create(logicalId, resource)
    })
    started.set(logicalId, promise)
    promise.catch(() => {
      failed = true
    })
    return promise
  }
  const results = await Promise.allSettled(Object.keys(resources).map(start))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}

function refuseCycles(dependencies: Map<string, Set<string>>): void {
  const done = new Set<string>()
  const visit = (logicalId: string, path: string[]) => {
    if (done.has(logicalId)) return
    if (path.includes(logicalId)) {
      throw new Error(`Circular dependency: ${[...path.slice(path.indexOf(logicalId)), logicalId].join(' -> ')}`)
    }
    for (const dependency of dependencies.get(logicalId) ?? []) visit(dependency, [...path, logicalId])
    done.add(logicalId)
  }
  for (const logicalId of dependencies.keys()) visit(logicalId, [])
}
