import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const pages = join(import.meta.dirname, '..', 'pages')

export interface Bundle {
  readonly script: string
  readonly style: string
}

let bundle: Promise<Bundle> | undefined

/** The pages as one script and one style sheet, made once in a process, when the first browser asks. */
export function consoleBundle(): Promise<Bundle> {
  bundle ??= makeBundle().catch((error) => {
    bundle = undefined
    throw error
  })
  return bundle
}

async function makeBundle(): Promise<Bundle> {
  // Loaded when it is needed: the other commands start without it.
  const { rolldown } = await import('rolldown')
  const bundler = await rolldown({
    input: join(pages, 'main.tsx'),
    platform: 'browser',
    tsconfig: join(pages, 'tsconfig.json'),
    onLog(_level, { message }) {
      throw new Error(message)
    },
  })
  try {
    const [{ output }, style] = await Promise.all([
      bundler.generate({ format: 'esm', minify: true, codeSplitting: false }),
      styleSheet(),
    ])
    return { script: output[0].code, style }
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
  'narrow',
]

const styleSheet = async (): Promise<string> =>
  (await Promise.all(STYLES.map((name) => readFile(join(pages, 'style', `${name}.css`), 'utf8')))).join('\n')
