import { join, relative } from 'node:path'
import { type BuildOptions, build, type Metafile, type OutputFile, version } from 'esbuild'

export interface BundlerInput {
  readonly root: string
  /** Entry → file without extension, in one output folder. */
  readonly modules: Readonly<Record<string, string>>
  readonly sourcemap: boolean
}

export interface BundlerOutput {
  /** The project's own source files that went in; those of packages are pinned by the lock file. */
  readonly inputs: readonly string[]
  /** Name and content. */
  readonly files: readonly (readonly [name: string, text: string])[]
}

/** The AWS SDK is in it: smaller and faster to start than the runtime's own, and pinned by package-lock.json. */
const options = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // ES modules shake, CommonJS does not.
  mainFields: ['module', 'main'],
  // What is imported on demand (the tracer, credential providers) is a file of its own and costs no start-up time.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  outExtension: { '.js': '.mjs' },
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions

/** Changes whenever the same input would give another output. */
export const bundlerFingerprint = JSON.stringify([version, options])

const OUTPUT = 'out'

export async function runBundler({ root, modules, sourcemap }: BundlerInput): Promise<BundlerOutput> {
  const { outputFiles, metafile } = await build({
    ...options,
    sourcemap: sourcemap ? 'linked' : false,
    entryPoints: Object.entries(modules).map(([entry, module]) => ({ in: join(root, entry), out: module })),
    absWorkingDir: root,
    outdir: OUTPUT,
  })
  return {
    inputs: inputsOf(metafile),
    files: outputFiles.map((file) => [relative(join(root, OUTPUT), file.path), withRequire(file)]),
  }
}

const inputsOf = ({ inputs }: Metafile): string[] =>
  Object.keys(inputs).filter((input) => !input.includes('node_modules/'))

/** A CommonJS package inside that requires a built-in of Node finds no `require` in an ES module: give it one. */
function withRequire({ path, text }: OutputFile): string {
  if (!path.endsWith('.mjs') || !text.includes('Dynamic require of')) return text
  return `import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);${text}`
}
