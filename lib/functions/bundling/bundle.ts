import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DeclarationError } from '../../../events/declaration-error.ts'
import { BundleCache } from './bundle-cache.ts'
import { bundlerFingerprint, runBundler } from './bundler.ts'

/**
 * - `separate`: a folder per function with nothing of another: the smallest and the fastest to start, and a change of
 *   one service leaves the others as they are deployed. Seconds of work when nothing is cached.
 * - `shared`: one folder for all, common code in common files. A tenth of the work; for a fast local start.
 */
export type BundleLayout = 'separate' | 'shared'

export interface Bundle {
  readonly directory: string
  /** File of the entry in the folder, without its extension: the first part of a Lambda handler's name. */
  readonly module: string
  /** Size of all files of the folder together. */
  readonly bytes: number
  /** A hash of everything in the folder: the same code has the same hash on every machine. */
  readonly revision: string
  readonly cached: boolean
  /** The project's own files that the entry loads, at its start or on demand, relative to the root. */
  readonly inputs: readonly string[]
  /** Paths of the source maps of its files, which are not in its folder. */
  readonly sourceMaps: readonly string[]
}

export interface BundleOptions {
  /** Folder that entries and imports are found in. */
  readonly root: string
  /** Default `separate`. */
  readonly layout?: BundleLayout
  /** Name of the bundle of layout `shared` in the cache. Default `shared`: a bundle of some entries has another, to leave that of all. */
  readonly name?: string
  /**
   * Modules that replace others in the bundle of an entry, as files relative to the root by the import specifier. Default: none. Only of
   * layout `separate`, because entries that share their code share these modules, too.
   */
  readonly standIns?: (entry: string) => Readonly<Record<string, string>>
  /** Default: `node_modules/.cache/event-pipeline` under the root. */
  readonly cacheDirectory?: string
}

/**
 * Bundles every entry; what has not changed comes out of the cache.
 * @param entries files relative to the root.
 * @returns by entry.
 * @throws {DeclarationError} listing every entry that does not exist, or every place that cannot be bundled.
 */
export async function bundle(entries: readonly string[], options: BundleOptions): Promise<Map<string, Bundle>> {
  const { root, layout = 'separate' } = options
  const missing = entries.filter((entry) => !existsSync(join(root, entry)))
  if (missing.length > 0) {
    throw new DeclarationError(
      `No such file: ${missing.join(', ')}. A declaration names it by its service's folder and "entry".`,
    )
  }
  // Before the cache reads the first source: what changes from here on may be in a bundle, or not.
  const begunAt = Date.now()
  const cache = cacheOf(options)
  const bundleGroup = async (group: Group): Promise<[string, Bundle][]> => {
    const key = JSON.stringify(group)
    const known = cache.find(group.name, key)
    const made = known ?? cache.store(group.name, key, await runBundler({ ...group, root }), begunAt)
    const { inputsOf, ...rest } = made
    return Object.entries(group.modules).map(([entry, module]) => [
      entry,
      { ...rest, module, cached: known !== undefined, inputs: inputsOf.get(entry) ?? [] },
    ])
  }
  const groups =
    layout === 'shared'
      ? [shared(entries, options.name)]
      : [...new Set(entries)].map((entry) => separate(entry, options))
  const bundled: [string, Bundle][] = []
  const failures: unknown[] = []
  // Each worker takes the next group until none is left. All groups at once would take half as much processor time again: each run holds
  // memory of its own, which the kernel has to clear.
  const rest = groups.values()
  const work = async () => {
    for (const group of rest) {
      try {
        bundled.push(...(await bundleGroup(group)))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  if (failures.length > 0) throw together(failures)
  return new Map(bundled)
}

/** Joins the mistakes of all groups into one error, each line once: many functions may import the file that has the mistake. */
function together(failures: readonly unknown[]): unknown {
  const other = failures.find((failure) => !(failure instanceof DeclarationError))
  if (other !== undefined) return other
  const lines = (failures as readonly DeclarationError[]).flatMap(({ message }) => message.split('\n'))
  return new DeclarationError([...new Set(lines)].sort().join('\n'))
}

/** By entry: the files that the last bundle of layout `shared` was made of, also if they have changed since; nothing if there is none. */
export const lastInputs = (options: BundleOptions): ReadonlyMap<string, readonly string[]> =>
  cacheOf(options).lastInputs(options.name ?? 'shared')

const cacheOf = ({ root, cacheDirectory }: BundleOptions): BundleCache =>
  new BundleCache({
    root,
    directory: cacheDirectory ?? join(root, 'node_modules', '.cache', 'event-pipeline'),
    fingerprint: bundlerFingerprint,
  })

/** The entries that are bundled into one folder: entry → file without extension. */
interface Group {
  readonly name: string
  readonly modules: Readonly<Record<string, string>>
  readonly standIns?: Readonly<Record<string, string>>
}

const withoutExtension = (file: string): string => file.replace(/\.ts$/, '')

const separate = (entry: string, { standIns }: BundleOptions): Group => ({
  name: withoutExtension(entry),
  modules: { [entry]: 'index' },
  ...(standIns && { standIns: standIns(entry) }),
})

const shared = (entries: readonly string[], name = 'shared'): Group => ({
  name,
  // Sorted, so that the same functions make the same bundle in whatever order they are listed.
  modules: Object.fromEntries([...entries].sort().map((entry) => [entry, withoutExtension(entry)])),
})
