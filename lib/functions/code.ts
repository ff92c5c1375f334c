import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { type Bundle, bundle } from './bundling/bundle.ts'

/** Gives the code of a function by its entry file, relative to `lambdas/`, e.g. `payment/handler.ts`. */
export type CodeOf = (entry: string) => Code

const projectRoot = join(import.meta.dirname, '..', '..')

/** Entries that belong to no service of the list: the relays, and the answer to unknown routes. */
export const RELAY_OF_EVENTS = 'relay/events.ts'
export const RELAY_OF_COMMANDS = 'relay/commands.ts'
export const ROUTE_FALLBACK = 'api/handler.ts'

/** Every entry file of the pipeline, relative to `lambdas/`. */
export const entriesOf = (services: readonly ServiceDeclaration[]): string[] => [
  RELAY_OF_EVENTS,
  RELAY_OF_COMMANDS,
  ROUTE_FALLBACK,
  ...services.flatMap(({ name, consumers, api }) => [
    ...consumers.map((consumer) => consumerEntry(name, consumer)),
    ...(api ? [apiEntry(name, api)] : []),
  ]),
]

export const consumerEntry = (service: string, { entry }: { readonly entry: string }): string => `${service}/${entry}`
export const apiEntry = (service: string, { entry = 'api.ts' }: { readonly entry?: string }): string =>
  `${service}/${entry}`

/** Bundles all functions before the constructs ask for their code: all at once takes a fraction of one by one. */
export async function bundledCode(services: readonly ServiceDeclaration[]): Promise<CodeOf> {
  const bundles = await bundleServices(services)
  return (entry) => {
    const found = bundles.get(entry)
    if (!found) {
      console.error(`lambdas/${entry} is not written yet: its function does nothing.`)
      return noCode(entry)
    }
    return Code.fromAsset(found.directory)
  }
}

/** By entry. */
export async function bundleServices(services: readonly ServiceDeclaration[]): Promise<Map<string, Bundle>> {
  const entries = entriesOf(services).filter((entry) => existsSync(join(projectRoot, 'lambdas', entry)))
  const bundles = await bundle(
    entries.map((entry) => `lambdas/${entry}`),
    { root: projectRoot },
  )
  return new Map([...bundles].map(([file, one]) => [file.slice('lambdas/'.length), one]))
}

/** For tests of the template alone: nothing is bundled. */
export const noCode: CodeOf = () => Code.fromInline('exports.handler = async () => {}')
