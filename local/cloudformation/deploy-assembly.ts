import { createHash } from 'node:crypto'
import type { Services } from '../resources/index.ts'
import type { StackArtifact } from '../template/assembly.ts'
import type { Json } from '../template/template.ts'
import { checkTemplate } from './check.ts'
import { deployStack } from './deploy.ts'
import type { Stack } from './stack.ts'

export interface AssemblyOptions {
  region: string
  accountId: string
  /** Values for template parameters, for every stack that has them. */
  parameters: Record<string, string>
}

/** Throws one error per stack, with all of its problems, before anything is created or any port is taken. */
export function checkAssembly(artifacts: StackArtifact[], options: AssemblyOptions): void {
  for (const artifact of artifacts) checkTemplate(artifact.template, scopeOptions(artifact, options, new Map()))
}

/** Deploys the stacks in order, into `stacks` one by one, and then sets in motion what acts on its own. */
export async function deployAssembly(
  artifacts: StackArtifact[],
  options: AssemblyOptions,
  services: Services,
  stacks: Stack[],
  now: () => number,
): Promise<void> {
  const exports = new Map<string, Json>()
  const starts: (() => void | Promise<void>)[] = []
  for (const artifact of artifacts) {
    const deployment = await deployStack(artifact, scopeOptions(artifact, options, exports), services, now)
    stacks.push(deployment.stack)
    starts.push(...deployment.starts)
    for (const { exportName, value } of deployment.stack.outputs) if (exportName) exports.set(exportName, value)
  }
  await Promise.all(starts.map((start) => start()))
}

function scopeOptions(
  { stackName }: StackArtifact,
  { region, accountId, parameters }: AssemblyOptions,
  exports: ReadonlyMap<string, Json>,
) {
  const hash = createHash('sha256').update(stackName).digest('hex').slice(0, 12)
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local-${hash}`
  return { stackName, stackId, region, accountId, parameters, exports }
}
