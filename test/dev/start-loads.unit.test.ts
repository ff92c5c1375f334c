import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** Every module that a process loads which imports these files: as paths from the root, those of Node.js itself by their names. */
function modulesOf(...files: string[]): string[] {
  const script = `
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
    for (const file of ${JSON.stringify(files)}) await import(file)
    for (const name of process.moduleLoadList) console.log(name)
    process.exit()
  `
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  const prefix = `file://${root}/`
  return stdout.split('\n').map((url) => (url.startsWith(prefix) ? url.slice(prefix.length) : url))
}

it('npm start loads what makes the pipeline answer, and all else afterwards', () => {
  const loaded = modulesOf('./dev/start-command.ts', './dev/run-pipeline.ts', './dev/start-console.ts')
  expect(loaded).toContain('local/index.ts')
  expect(loaded).toContain('ops/console/server/server.ts')
  const loadedLater = [
    // Clients of AWS: of the console's operations.
    /^node_modules\/@aws-sdk\//,
    // The client of fetch.
    /^NativeModule internal\/deps\/undici\//,
    // What reads CBOR.
    /^node_modules\/@smithy\//,
    // The web framework of S3.
    /^node_modules\/fastify\//,
    // The declared services: of the timeline, and of --fail.
    /^lib\//,
    /^lambdas\/(?!runtime\/)/,
    /^node_modules\/(aws-cdk-lib|rolldown|esbuild|typescript|playwright-core)\//,
  ]
  expect(loaded.filter((file) => loadedLater.some((pattern) => pattern.test(file)))).toEqual([])
})

it('npm start begins to synthesize before it loads the pipeline', () => {
  const loaded = modulesOf('./dev/start-command.ts')
  expect(loaded).toContain('dev/synthesize.ts')
  expect(loaded.filter((file) => /^local\/(index|dynamodb|messaging|cloudformation|resources)\b/.test(file))).toEqual(
    [],
  )
})

it('npm start loads nothing that reads TypeScript, once all files are in the cache of compiled code', () => {
  const atExit =
    "process.on('exit', () => console.error(process.moduleLoadList.filter((name) => /amaro/.test(name)).length))"
  const help = () =>
    spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`, 'dev/start.mjs', '--help'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
  expect(help().stdout).toContain('Usage: npm start')
  expect(help().stderr).toBe('0\n')
})
