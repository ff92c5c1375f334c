import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'
import { runBundler } from '../lib/functions/bundling/bundler.ts'

const projectRoot = join(import.meta.dirname, '..')

/** Writes `index.mjs`, and what it imports, into the directory. @returns the file. */
export type Bundle = (entry: string, directory: string) => Promise<string>

/** As the CDK's own `NodejsFunction` bundles ES modules: minified by esbuild, on-demand imports in files of their own. */
export const bundleAsUsual: Bundle = async (entry, directory) => {
  await build({
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    splitting: true,
    treeShaking: true,
    legalComments: 'none',
    logLevel: 'error',
    outExtension: { '.js': '.mjs' },
    entryNames: 'index',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    entryPoints: [entry],
    outdir: directory,
  })
  return join(directory, 'index.mjs')
}

/** As the functions of the pipeline are bundled. */
export const bundleAsDeployed: Bundle = async (entry, directory) => {
  const { files } = await runBundler({
    // Sources are named from here on, as in the functions.
    root: projectRoot,
    modules: { [relative(projectRoot, entry)]: 'index' },
  })
  for (const [name, text] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return join(directory, 'index.mjs')
}
