import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleAsDeployed } from '../bundle.ts'
import { benchAssembly } from '../support/assembly.ts'
import { services } from './simulation.ts'

export const STACK = 'EventPipeline-dev'

interface Template {
  readonly Resources: Record<
    string,
    { readonly Properties?: { Handler?: string; Environment?: { Variables: Record<string, unknown> } } }
  >
}

/**
 * Puts the synthesized stack into an empty directory, then lets three of its consumers call their downstream before they do
 * what they always do. Nothing else differs from what `npm start` runs.
 */
export async function synthesizeWithDownstreams(directory: string, downstreamUrl: string): Promise<void> {
  await cp(await benchAssembly(), directory, { recursive: true })
  const asset = await codeOf(directory)
  if (!asset) throw new Error('The synthesized stack has no code.')
  const file = join(directory, `${STACK}.template.json`)
  const template = JSON.parse(await readFile(file, 'utf8')) as Template
  for (const service of services) {
    await bundleAsDeployed(
      join(import.meta.dirname, 'handlers', `${service}.ts`),
      join(directory, asset, `bench-${service}`),
    )
    const properties = functionOf(template, service)
    properties.Handler = `bench-${service}/index.handler`
    Object.assign(properties.Environment?.Variables ?? {}, { DOWNSTREAM_URL: downstreamUrl })
  }
  await writeFile(file, JSON.stringify(template))
}

/** The folder with the code of all functions. Folders of earlier versions may lie beside it, so the manifest says which one it is. */
async function codeOf(directory: string): Promise<string | undefined> {
  const { files } = JSON.parse(await readFile(join(directory, `${STACK}.assets.json`), 'utf8')) as {
    readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>
  }
  return Object.values(files)
    .map(({ source }) => source.path)
    .find((path) => path.startsWith('asset.'))
}

function functionOf({ Resources }: Template, consumer: string) {
  const found = Object.values(Resources).find(
    ({ Properties }) => Properties?.Environment?.Variables.CONSUMER === consumer,
  )?.Properties
  if (!found) throw new Error(`The synthesized stack has no consumer ${consumer}.`)
  return found
}
