import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../usage/usage-error.ts'
import type { Template } from './template.ts'

/** One synthesized stack: its template and the assets that its functions are loaded from. */
export interface StackArtifact {
  stackName: string
  template: Template
  /** Directory of the asset that CDK would upload under this S3 object key. */
  assetDirectory(objectKey: string): string | undefined
  /** Names of the stacks of this assembly that must exist first. */
  dependsOn: string[]
  /** Whether it may be deleted only after this was switched off. */
  terminationProtection: boolean
}

const artifactForm = z.looseObject({
  type: z.string(),
  dependencies: z.array(z.string()).optional(),
  properties: z
    .looseObject({
      templateFile: z.string().optional(),
      stackName: z.string().optional(),
      terminationProtection: z.boolean().optional(),
      file: z.string().optional(),
      directoryName: z.string().optional(),
    })
    .optional(),
})
const manifestForm = z.looseObject({ artifacts: z.record(z.string(), artifactForm).optional() })

const assetManifestForm = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .optional(),
})

const json = z.record(z.string(), z.unknown())
const templateForm = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: json.optional() })),
  Parameters: json.optional(),
  Mappings: json.optional(),
  Conditions: json.optional(),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).optional(),
})

type Artifact = z.output<typeof artifactForm>

export class AssemblyError extends UsageError {
  override readonly name = 'AssemblyError'
}

/**
 * Reads every stack of a cloud assembly (`cdk.out`), nested stages included, in deployment order.
 * With `stackName`, only that stack and the ones that it depends on.
 */
export function loadAssembly(directory: string, stackName?: string): StackArtifact[] {
  const stacks = readStacks(resolve(directory))
  if (stacks.length === 0) throw new AssemblyError(`No stack in the cloud assembly ${directory}.`)
  if (stackName === undefined) return inOrder(stacks, stacks)
  const wanted = stacks.find((stack) => stack.stackName === stackName)
  if (!wanted) {
    const known = stacks.map((stack) => stack.stackName).join(', ')
    throw new AssemblyError(`No stack named ${stackName} in ${directory}; it has: ${known}.`)
  }
  return inOrder(stacks, [wanted])
}

function readStacks(directory: string): StackArtifact[] {
  const manifestFile = join(directory, 'manifest.json')
  if (!existsSync(manifestFile)) {
    throw new AssemblyError(`No cloud assembly in ${directory} (manifest.json is missing). Run "cdk synth" first.`)
  }
  const { artifacts = {} } = readJson(manifestFile, manifestForm)
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    if (artifact.type === 'cdk:cloud-assembly' && artifact.properties?.directoryName) {
      return readStacks(join(directory, artifact.properties.directoryName))
    }
    if (artifact.type !== 'aws:cloudformation:stack' || !artifact.properties?.templateFile) return []
    return [readStack(directory, id, artifact, artifacts)]
  })
}

function readStack(directory: string, id: string, artifact: Artifact, all: Record<string, Artifact>): StackArtifact {
  const dependencies = artifact.dependencies ?? []
  const assets = new Map<string, string>()
  for (const dependency of dependencies) {
    const file = all[dependency]?.type === 'cdk:asset-manifest' ? all[dependency]?.properties?.file : undefined
    if (file) collectAssets(join(directory, file), assets)
  }
  return {
    stackName: nameOf(id, artifact),
    template: readJson(join(directory, artifact.properties?.templateFile ?? ''), templateForm) as Template,
    assetDirectory: (objectKey) => assets.get(objectKey),
    dependsOn: dependencies.flatMap((name) =>
      all[name]?.type === 'aws:cloudformation:stack' ? [nameOf(name, all[name])] : [],
    ),
    terminationProtection: artifact.properties?.terminationProtection ?? false,
  }
}

function collectAssets(manifestFile: string, assets: Map<string, string>): void {
  for (const { source, destinations } of Object.values(readJson(manifestFile, assetManifestForm).files ?? {})) {
    if (!source.path || source.packaging !== 'zip') continue
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, join(dirname(manifestFile), source.path))
    }
  }
}

const nameOf = (id: string, artifact: Artifact) => artifact.properties?.stackName ?? id

function inOrder(all: StackArtifact[], wanted: StackArtifact[]): StackArtifact[] {
  const ordered = new Set<StackArtifact>()
  const visit = (stack: StackArtifact, path: readonly StackArtifact[]) => {
    if (ordered.has(stack)) return
    if (path.includes(stack)) throw new AssemblyError(`The stack ${stack.stackName} depends on itself.`)
    for (const name of stack.dependsOn) {
      const dependency = all.find((candidate) => candidate.stackName === name)
      if (dependency) visit(dependency, [...path, stack])
    }
    ordered.add(stack)
  }
  for (const stack of wanted) visit(stack, [])
  return [...ordered]
}

/** @throws {AssemblyError} in one line, for a file that cannot be read, is damaged or is something else. */
function readJson<Form extends z.ZodType>(file: string, form: Form): z.output<Form> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new AssemblyError(`Cannot read ${file}: ${(cause as Error).message}. Run "cdk synth" again.`, { cause })
  }
  const [issue] = form.safeParse(value).error?.issues ?? []
  if (!issue) return value as z.output<Form>
  const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
  throw new AssemblyError(`Cannot read ${file}: ${place}${issue.message}. Run "cdk synth" again.`)
}
