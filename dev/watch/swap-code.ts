import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bundle, BundleOptions } from '../../lib/functions/bundling/bundle.ts'
import type { LocalRuntime } from '../../local/index.ts'

type Functions = Pick<LocalRuntime['functions'], 'list' | 'updateCode'>

export type MakeBundles = (entries: readonly string[], options: BundleOptions) => Promise<ReadonlyMap<string, Bundle>>

/** The part of a handler's name before its export, which is its bundle's file without extension. */
const moduleOf = (handler: string): string => handler.slice(0, handler.lastIndexOf('.'))

/**
 * Bundles the code of all functions anew and gives it to those whose own has changed. Their queues and tables stay; messages in
 * hand are finished with the code that began them.
 * @returns descriptions of the functions with new code.
 * @throws {Error} of the bundler, for code that does not parse or an import that does not resolve: all stay as they were.
 */
export async function swapCode(functions: Functions, root: string, bundle: MakeBundles): Promise<string[]> {
  // In the layout of a local start a bundle's module is its entry.
  const running = functions.list().filter(({ handler }) => handler.startsWith('lambdas/'))
  const entries = running.map(({ handler }) => `${moduleOf(handler)}.ts`)
  const bundles = await bundle([...new Set(entries)], { root, layout: 'shared' })
  const changed: string[] = []
  for (const { name, handler, codeDir, description = name } of running) {
    const made = bundles.get(`${moduleOf(handler)}.ts`)
    if (!made || codeIn(made.directory, made.module) === codeIn(codeDir, moduleOf(handler))) continue
    functions.updateCode(name, made.directory)
    changed.push(description)
  }
  return changed
}

/** Shared code is in files named by a hash of it, so that the entry's own text tells whether anything below it has changed. */
function codeIn(directory: string, module: string): string | undefined {
  try {
    return readFileSync(join(directory, `${module}.mjs`), 'utf8')
  } catch {
    return undefined
  }
}
