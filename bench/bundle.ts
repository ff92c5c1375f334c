import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

/** As the functions of the pipeline are bundled: minified ES modules, what is imported on demand in files of its own. */
export async function bundle(entry: string, directory: string, options: BuildOptions = {}): Promise<string> {
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
    ...options,
  })
  return join(directory, 'index.mjs')
}
