import { execFile, spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineFiles } from '../../dev/engine/engine-files.ts'
import { until } from '../e2e/kit/wait.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'own-pipeline-'))
const project = join(folder, 'parcels')
/** Each step is a few programs, one after another, beside the rest of the suite. */
const PATIENCE_MS = 600_000

/** Says what a program printed where it fails, so that the test shows it. */
const run = (directory: string, program: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const node = program === 'node' ? process.execPath : program
    execFile(node, [...args], { cwd: directory, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve(stripVTControlCharacters(error ? `failed: ${stdout}${stderr}` : stdout)),
    )
  })
const tool = (...args: readonly string[]) => run(project, 'npx', ...args)
const read = (file: string) => readFileSync(join(project, file), 'utf8')

beforeAll(async () => {
  expect(await run(root, 'node', 'dev/new/main.ts', 'pipeline', project)).toContain('npm start')
}, PATIENCE_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm run new -- pipeline', { timeout: PATIENCE_MS }, () => {
  it('refuses a directory that holds something, and a name that no package can have', async () => {
    const refused = await run(root, 'node', 'dev/new/main.ts', 'pipeline', project)
    expect(refused).toMatch(/^failed: .*is not empty: it holds [^\n]*See npm run new -- --help\n$/)
    const name = await run(root, 'node', 'dev/new/main.ts', 'pipeline', join(folder, 'other'), '--name', 'My Pipeline')
    expect(name).toMatch(
      /^failed: "My Pipeline" is no name for a project \(--name, by default the directory\): allowed are lower-case letters/,
    )
    expect(existsSync(join(folder, 'other'))).toBe(false)
  })

  it('leaves a lock file that npm ci takes', async () => {
    // Not installed for real, which takes minutes: npm says whether it would, from the lock file alone.
    expect(await run(project, 'npm', 'ci', '--dry-run', '--offline', '--no-audit', '--no-fund')).toMatch(/^add /m)
  })

  it('has nothing of the order system', () => {
    expect(readdirSync(join(project, 'lambdas')).toSorted()).toEqual(
      [...readdirSync(join(root, 'lambdas')).filter(isOfTheEngine), 'labels', 'shipping', 'tracking'].toSorted(),
    )
    expect(readdirSync(join(project, 'contracts', 'events'))).toEqual(['parcel.shipped'])
    expect(read('README.md')).toMatch(/^# parcels\n/)
    expect(Object.keys(JSON.parse(read('package.json')).scripts)).not.toContain('soak')
  })

  describe('with packages', () => {
    beforeAll(() => {
      mkdirSync(join(project, 'node_modules'))
      for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== '.cache'))
        symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
    })

    it('passes its own checks', async () => {
      expect(await tool('tsc', '--noEmit')).toBe('')
      expect(await tool('biome', 'check', '--vcs-enabled=false', '--diagnostic-level=error', '.')).not.toContain(
        'failed',
      )
      const folders = ['bin', 'dev', 'events', 'lambdas', 'lib', 'local', 'ops', 'prices']
      const imports = await tool('depcruise', '--preserve-symlinks', '--config', '.dependency-cruiser.cjs', ...folders)
      expect(imports).toContain('no dependency violations found')
      expect(await tool('node', 'ops/cli.ts', 'contracts', 'check')).toContain('0 breakages')
    })

    it('passes its own tests, those of one file end to end', async () => {
      expect(await tool('vitest', 'run')).toMatch(/Test Files.*5 passed \(5\)/)
    })

    it('shows with npm start how a parcel reaches its consumers', async () => {
      const ports = ['--port', '0', '--endpoint-port', '0']
      const shown = await run(project, 'node', 'dev/start.ts', '--exit', ...ports)
      expect(shown).toMatch(/parcel\.shipped\n.*(labels|parcels) .*processed/)
      expect(shown).toMatch(/every consumer reached.*1 event, 2 deliveries/)
      expect(shown).toMatch(/Parcel parcel_\S+: shipped/)
    })

    it('is reloaded on save while it serves: code, declarations, and neither after a mistake', async () => {
      const ports = ['--port', '0', '--endpoint-port', '0', '--no-console', '--assembly', 'cdk.out-watched']
      const child = spawn(process.execPath, ['dev/start.ts', ...ports], { cwd: project })
      let shown = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (shown += stripVTControlCharacters(chunk.toString())))
      const ended = new Promise((resolve) => child.once('close', resolve))
      const appears = (what: RegExp) => until(String(what), async () => what.test(shown))
      const handlers = read('lambdas/labels/labels.ts')
      try {
        await appears(/Serving;/)
        writeFileSync(
          join(project, 'lambdas/labels/labels.ts'),
          handlers.replace("'SET last_event", "'SET newest = :event, last_event"),
        )
        await appears(/reloaded {2}Consumer labels {2}\d+ ms/)
        writeFileSync(join(project, 'lambdas/labels/labels.ts'), `${handlers}const = 3\n`)
        await appears(/The code stays as it was: [\s\S]*labels\.ts/)
        writeFileSync(join(project, 'lambdas/labels/labels.ts'), handlers)
        expect(
          await run(project, 'node', 'dev/new/main.ts', 'consumer', 'insurance', '--on', 'parcel.shipped'),
        ).toContain('new ')
        await appears(/reloaded {2}the stack: [1-9]\d* created/)
        const [, api] = /HTTP API\s+(http\S+)/.exec(shown) ?? []
        const body = JSON.stringify({ recipient: 'Ada Lovelace', grams: 1 })
        const headers = { 'content-type': 'application/json' }
        expect((await fetch(`${api}/parcels`, { method: 'POST', headers, body })).status).toBe(201)
        await appears(/insurance .*processed|insurance.*later/)
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${shown}`, { cause: error })
      } finally {
        child.kill('SIGTERM')
        await ended
      }
    })

    it('gets what is mended in the engine, and keeps what is its own', async () => {
      const newer = join(folder, 'newer')
      for (const file of [...engineFiles(root), 'package.json']) {
        mkdirSync(dirname(join(newer, file)), { recursive: true })
        cpSync(join(root, file), join(newer, file))
      }
      writeFileSync(join(newer, 'lib/names.ts'), `${readFileSync(join(newer, 'lib/names.ts'), 'utf8')}\n// mended\n`)
      writeFileSync(join(newer, 'lib/new-part.ts'), 'export const part = 1\n')
      rmSync(join(newer, 'docs/console.md'))
      const own = ['lib/services.ts', 'events/parcel.ts', 'lambdas/shipping/parcel.ts', 'dev/sample/index.ts'].map(read)

      const update = (...args: readonly string[]) =>
        run(project, 'node', 'dev/engine/main.ts', 'update', '--from', newer, ...args)
      const lines = ['changed  lib/names.ts', 'new      lib/new-part.ts', 'removed  docs/console.md']
      for (const line of lines) expect(await update('--dry-run')).toContain(line)
      expect(read('lib/names.ts')).not.toContain('// mended')

      const said = await update()
      for (const line of lines) expect(said).toContain(line)
      expect(said).toContain('npm install')
      expect(read('lib/names.ts')).toContain('// mended')
      expect(existsSync(join(project, 'docs/console.md'))).toBe(false)
      expect(
        ['lib/services.ts', 'events/parcel.ts', 'lambdas/shipping/parcel.ts', 'dev/sample/index.ts'].map(read),
      ).toEqual(own)
      expect(await update()).toBe('The engine is the same already.\n')
      expect(await run(project, 'node', 'bin/app.ts')).not.toContain('failed')

      writeFileSync(join(project, 'lib/names.ts'), 'mine')
      expect(await run(project, 'node', 'dev/engine/main.ts', 'status')).toContain('  lib/names.ts')
      expect(await update()).toMatch(/^failed: lib\/names\.ts was changed in this project/)
    })
  })
})

const isOfTheEngine = (name: string): boolean => !existsSync(join(root, 'lambdas', name, 'service.ts'))
