import { join } from 'node:path'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { entriesOf } from '../entries.ts'
import { type Bundle, bundle } from './bundle.ts'

const projectRoot = join(import.meta.dirname, '..', '..', '..')

/** Bundles every function of the pipeline. @returns by entry, relative to `lambdas/`. */
export async function bundleServices(services: readonly ServiceDeclaration[]): Promise<ReadonlyMap<string, Bundle>> {
  const bundles = await bundle(
    entriesOf(services).map((entry) => `lambdas/${entry}`),
    { root: projectRoot },
  )
  return new Map([...bundles].map(([file, one]) => [file.slice('lambdas/'.length), one]))
}
