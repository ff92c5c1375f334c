import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const pages = join(import.meta.dirname, '..', 'pages')

export interface Bundle {
  /** `app.js` for the first view, and what it loads on demand, by the name under `/assets/`. */
  readonly scripts: ReadonlyMap<string, string>
  readonly style: string
}

let bundle: Promise<Bundle> | undefined

/** The pages as scripts and one style sheet, made once in a process, when the first browser asks. */
export function consoleBundle(): Promise<Bundle> {
  bundle ??= makeBundle().catch((error) => {
    bundle = undefined
    throw error
  })
  return bundle
}

async function makeBundle(): Promise<Bundle> {
  const [scripts, style] = await Promise.all([bundlePages('main.tsx'), styleSheet()])
  return { scripts, style }
}

/**
 * @param entry within `pages/`.
 * @param inOneFile whether what is loaded on demand stands in the same script.
 * @returns scripts by name; that of the entry is `app.js`.
 */
export async function bundlePages(entry: string, { inOneFile = false } = {}): Promise<ReadonlyMap<string, string>> {
  // Loaded when it is needed: the other commands start without it.
  const { rolldown } = await import('rolldown')
  const bundler = await rolldown({
    input: join(pages, entry),
    platform: 'browser',
    tsconfig: join(pages, 'tsconfig.json'),
    onLog(_level, { message }) {
      throw new Error(message)
    },
  })
  try {
    const { output } = await bundler.generate({
      format: 'esm',
      minify: true,
      entryFileNames: 'app.js',
      chunkFileNames: '[name]-[hash].js',
      ...(inOneFile && { codeSplitting: false }),
    })
    return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code] as const] : [])))
  } finally {
    await bundler.close()
  }
}

/** In the order in which one overrides another. */
const STYLES = [
  'base',
  'controls',
  'frame',
  'flow',
  'tables',
  'consumers',
  'reading',
  'rows',
  'dialog',
  'repair',
  'trace',
  'catalog',
  'graph',
  'narrow',
]

/** The styles of all pages together. */
export const styleSheet = async (): Promise<string> =>
  (await Promise.all(STYLES.map((name) => readFile(join(pages, 'style', `${name}.css`), 'utf8')))).join('\n')
