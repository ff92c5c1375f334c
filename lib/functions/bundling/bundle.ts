import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild'
import { BundleCache, type CachedBundle } from './bundle-cache.ts'

export interface Bundle {
  /** Folder with `index.mjs` and the chunks that it loads on demand. */
  readonly directory: string
  /** Of all files together. */
  readonly bytes: number
  readonly cached: boolean
}

export interface BundleOptions {
  /** Folder that entries and imports are found in. */
  readonly root: string
  /** Default false: they triple the size. */
  readonly sourcemap?: boolean
  /** Default: `node_modules/.cache/event-pipeline` under the root. */
  readonly cacheDirectory?: string
}

/** The AWS SDK is in it: smaller and faster to start than the runtime's own, and pinned by package-lock.json. */
const esbuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // ES modules shake, CommonJS does not.
  mainFields: ['module', 'main'],
  // What is imported on demand (the tracer) is a file of its own and costs no start-up time.
  splitting: true,
  entryNames: 'index',
  chunkNames: 'chunk-[hash]',
  outExtension: { '.js': '.mjs' },
  charset: 'utf8',
  legalComments: 'none',
  treeShaking: true,
  logLevel: 'silent',
} as const satisfies BuildOptions

/**
 * Bundles each entry into a folder of its own, all at once; what has not changed comes out of the cache.
 * @param entries files relative to the root.
 * @throws {Error} listing every entry that does not exist, or what esbuild cannot resolve.
 */
export async function bundle(entries: readonly string[], options: BundleOptions): Promise<Map<string, Bundle>> {
  const missing = entries.filter((entry) => !existsSync(join(options.root, entry)))
  if (missing.length > 0) {
    throw new Error(`No such file: ${missing.join(', ')}. A declaration names it by its service's folder and "entry".`)
  }
  const sourcemap = options.sourcemap ?? false
  const cache = new BundleCache({
    root: options.root,
    directory: options.cacheDirectory ?? join(options.root, 'node_modules', '.cache', 'event-pipeline'),
    fingerprint: JSON.stringify({ ...esbuildOptions, sourcemap }),
  })
  const bundles = await Promise.all(
    [...new Set(entries)].map(async (entry): Promise<[string, Bundle]> => {
      const known = cache.find(entry)
      if (known) return [entry, { ...known, cached: true }]
      return [entry, { ...(await bundleEntry(entry, options.root, sourcemap, cache)), cached: false }]
    }),
  )
  return new Map(bundles)
}

async function bundleEntry(entry: string, root: string, sourcemap: boolean, cache: BundleCache): Promise<CachedBundle> {
  const { outputFiles, metafile } = await build({
    ...esbuildOptions,
    sourcemap: sourcemap ? 'linked' : false,
    entryPoints: [{ in: join(root, entry), out: 'index' }],
    absWorkingDir: root,
    outdir: 'out',
    write: false,
    metafile: true,
  })
  return cache.store(
    entry,
    inputsOf(metafile),
    outputFiles.map((file) => [fileName(file, root), withRequire(file)]),
  )
}

/** Own source files; those of packages are pinned by the lock file. */
const inputsOf = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs).filter((input) => !input.includes('node_modules/'))

const fileName = ({ path }: OutputFile, root: string): string => path.slice(join(root, 'out').length + 1)

/** A CommonJS package inside that requires a built-in of Node finds no `require` in an ES module: give it one. */
function withRequire({ path, text }: OutputFile): string {
  if (!path.endsWith('.mjs') || !text.includes('Dynamic require of')) return text
  return `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);${text}`
}
