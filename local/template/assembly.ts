import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
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
}

interface Manifest {
  artifacts?: Record<string, Artifact>
}

interface Artifact {
  type: string
  dependencies?: string[]
  properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string }
}

interface AssetManifest {
  files?: Record<
    string,
    { source: { path?: string; packaging?: string }; destinations: Record<string, { objectKey: string }> }
  >
}

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
  const artifacts = (readJson(manifestFile) as Manifest).artifacts ?? {}
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
    template: readJson(join(directory, artifact.properties?.templateFile ?? '')) as Template,
    assetDirectory: (objectKey) => assets.get(objectKey),
    dependsOn: dependencies.flatMap((name) =>
      all[name]?.type === 'aws:cloudformation:stack' ? [nameOf(name, all[name])] : [],
    ),
  }
}

function collectAssets(manifestFile: string, assets: Map<string, string>): void {
  for (const { source, destinations } of Object.values((readJson(manifestFile) as AssetManifest).files ?? {})) {
    if (!source.path || source.packaging !== 'zip') continue
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, join(dirname(manifestFile), source.path))
    }
  }
}

const nameOf = (id: string, artifact: Artifact) => artifact.properties?.stackName ?? id

function inOrder(all: StackArtifact[], wanted: StackArtifact[]): StackArtifact[] {
  const ordered = new Set<StackArtifact>()
  const visit = (stack: StackArtifact) => {
    if (ordered.has(stack)) return
    for (const name of stack.dependsOn) {
      const dependency = all.find((candidate) => candidate.stackName === name)
      if (dependency) visit(dependency)
    }
    ordered.add(stack)
  }
  wanted.forEach(visit)
  return [...ordered]
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new AssemblyError(`Cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
}
