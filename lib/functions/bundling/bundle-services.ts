import { join } from 'node:path'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { entriesOf } from '../entries.ts'
import { type Bundle, type BundleLayout, bundle } from './bundle.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** Bundles every function of the pipeline. @returns by entry, relative to `lambdas/`. */
export async function bundleServices(
  services: readonly ServiceDeclaration[],
  layout: BundleLayout = 'separate',
): Promise<ReadonlyMap<string, Bundle>> {
  const files = entriesOf(services).map((entry) => `lambdas/${entry}`)
  const bundles = await bundle(files, { root, layout })
  return new Map([...bundles].map(([file, one]) => [file.slice('lambdas/'.length), one]))
}
