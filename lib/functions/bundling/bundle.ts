import { existsSync } from 'node:fs'
import { join } from 'node:path'
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
  /** Paths of the source maps of its files, which are not in its folder. */
  readonly sourceMaps: readonly string[]
}

export interface BundleOptions {
  /** Folder that entries and imports are found in. */
  readonly root: string
  /** Default `separate`. */
  readonly layout?: BundleLayout
  /** Default: `node_modules/.cache/event-pipeline` under the root. */
  readonly cacheDirectory?: string
}

/**
 * Bundles every entry; what has not changed comes out of the cache.
 * @param entries files relative to the root.
 * @returns by entry.
 * @throws {Error} listing every entry that does not exist, or what cannot be resolved.
 */
export async function bundle(entries: readonly string[], options: BundleOptions): Promise<Map<string, Bundle>> {
  const { root, layout = 'separate' } = options
  const missing = entries.filter((entry) => !existsSync(join(root, entry)))
  if (missing.length > 0) {
    throw new Error(`No such file: ${missing.join(', ')}. A declaration names it by its service's folder and "entry".`)
  }
  const cache = new BundleCache({
    root,
    directory: options.cacheDirectory ?? join(root, 'node_modules', '.cache', 'event-pipeline'),
    fingerprint: bundlerFingerprint,
  })
  const bundleGroup = async (group: Group): Promise<[string, Bundle][]> => {
    const key = JSON.stringify(group)
    const known = cache.find(group.name, key)
    const made = known ?? cache.store(group.name, key, await runBundler({ ...group, root }))
    return Object.entries(group.modules).map(([entry, module]) => [
      entry,
      { ...made, module, cached: known !== undefined },
    ])
  }
  const groups = layout === 'shared' ? [shared(entries)] : [...new Set(entries)].map(separate)
  return new Map((await Promise.all(groups.map(bundleGroup))).flat())
}

/** The entries that are bundled into one folder: entry → file without extension. */
interface Group {
  readonly name: string
  readonly modules: Readonly<Record<string, string>>
}

const withoutExtension = (file: string): string => file.replace(/\.ts$/, '')

const separate = (entry: string): Group => ({ name: withoutExtension(entry), modules: { [entry]: 'index' } })

const shared = (entries: readonly string[]): Group => ({
  name: 'shared',
  // Sorted, so that the same functions make the same bundle in whatever order they are listed.
  modules: Object.fromEntries([...entries].sort().map((entry) => [entry, withoutExtension(entry)])),
})
