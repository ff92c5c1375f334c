import { createHash } from 'node:crypto'
import type { StackArtifact } from '../template/assembly.ts'
import type { Json } from '../template/template.ts'
import { checkTemplate } from './check.ts'
import type { ScopeOptions, Stack } from './stack.ts'

export interface AssemblyOptions {
  region: string
  accountId: string
  /** Values for template parameters, for every stack that has them. */
  parameters: Record<string, string>
}

/** Throws one error per stack, with all of its problems, before anything is created or any port is taken. */
export function checkAssembly(artifacts: StackArtifact[], options: AssemblyOptions): void {
  for (const artifact of artifacts) checkTemplate(artifact.template, scopeOptions(artifact, options, []))
}

export function scopeOptions(
  { stackName }: StackArtifact,
  { region, accountId, parameters }: AssemblyOptions,
  deployed: readonly Pick<Stack, 'stackName' | 'outputs'>[],
): ScopeOptions {
  const hash = createHash('sha256').update(stackName).digest('hex').slice(0, 12)
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local-${hash}`
  const exports = new Map(
    deployed.flatMap(({ outputs }) =>
      outputs.flatMap(({ exportName, value }): [string, Json][] => (exportName ? [[exportName, value]] : [])),
    ),
  )
  const stackOutput = (producer: string, outputName: string) =>
    deployed.find((one) => one.stackName === producer)?.outputs.find(({ key }) => key === outputName)?.value
  return { stackName, stackId, region, accountId, parameters, exports, stackOutput }
}
