import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Bundle, BundleOptions } from '../../lib/functions/bundling/bundle.ts'
import type { LocalRuntime } from '../../local/index.ts'

type Functions = Pick<LocalRuntime['functions'], 'list' | 'updateCode'>

export interface Bundling {
  bundle(entries: readonly string[], options: BundleOptions): Promise<ReadonlyMap<string, Bundle>>
  /** By entry, the files that the bundle which runs was made of; an entry that is missing is taken for changed. */
  lastInputs(options: BundleOptions): ReadonlyMap<string, readonly string[]>
}

/** The part of a handler's name before its export, which is its bundle's file without extension. */
const moduleOf = (handler: string): string => handler.slice(0, handler.lastIndexOf('.'))

/** In the layout of a local start a bundle's module is its entry. */
const entryOf = (handler: string): string => `${moduleOf(handler)}.ts`

/** Whether a function is made of the project's sources; the code of all others stands in the template. */
const isOfSources = (handler: string): boolean => handler.startsWith('lambdas/')

/**
 * Makes what gives functions the code of their sources. Only those are bundled that load a file which was saved, which is a fraction of
 * the work: all of them would each time read every source and every package. Queues and tables stay; messages in hand are finished with
 * the code that began them.
 */
export function codeSwapper(functions: Functions, root: string, load: () => Promise<Bundling>) {
  let inputs: Map<string, readonly string[]> | undefined
  /** Entries that could not be bundled: the mistake may be mended in a file that they did not load before. */
  const failed = new Set<string>()

  /**
   * @param saved absolute paths of files.
   * @returns descriptions of the functions with new code.
   * @throws {DeclarationError} for code that does not parse or an import that does not resolve: all stay as they were.
   */
  return async (saved: Iterable<string>): Promise<string[]> => {
    const { bundle, lastInputs } = await load()
    inputs ??= new Map(lastInputs({ root, layout: 'shared' }))
    const known = inputs
    const files = new Set([...saved].map((file) => relative(root, file)))
    const running = functions.list().filter(({ handler }) => isOfSources(handler))
    const isConcerned = (entry: string) =>
      failed.has(entry) || (known.get(entry)?.some((file) => files.has(file)) ?? true)
    const entries = [...new Set(running.map(({ handler }) => entryOf(handler)))].filter(isConcerned)
    if (entries.length === 0) return []
    for (const entry of entries) failed.add(entry)
    const bundles = await bundle(entries, { root, layout: 'shared', name: 'reloaded' })
    const changed: string[] = []
    for (const { name, handler, codeDir, description = name } of running) {
      const made = bundles.get(entryOf(handler))
      if (!made || codeIn(made.directory, made.module) === codeIn(codeDir, moduleOf(handler))) continue
      functions.updateCode(name, made.directory)
      changed.push(description)
    }
    for (const [entry, made] of bundles) known.set(entry, made.inputs)
    for (const entry of entries) failed.delete(entry)
    return changed
  }
}

/**
 * Deploys, and gives functions back the code that they had where that fails: a rollback gives them that of the last deployment, and what was
 * saved since would be gone until its next save.
 */
export async function keepingCode<Result>(functions: Functions, deploy: () => Promise<Result>): Promise<Result> {
  const before = new Map(functions.list().map(({ name, codeDir }) => [name, codeDir]))
  try {
    return await deploy()
  } catch (error) {
    for (const { name, handler, codeDir } of functions.list()) {
      const kept = before.get(name)
      if (isOfSources(handler) && kept !== undefined && kept !== codeDir) functions.updateCode(name, kept)
    }
    throw error
  }
}

/** Shared code is in files named by a hash of it, so that the entry's own text tells whether anything below it has changed. */
function codeIn(directory: string, module: string): string | undefined {
  try {
    return readFileSync(join(directory, `${module}.mjs`), 'utf8')
  } catch {
    return undefined
  }
}
