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
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { engineFiles } from '../../dev/engine/engine-files.ts'
import { until } from '../e2e/kit/wait.ts'
import { PIECES } from './new-pieces.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'own-pipeline-'))
const project = join(folder, 'parcels')
/** Each step is a few programs, one after another, beside the rest of the suite: a minute on a quiet machine, ten on one that does much else. */
const PATIENCE_MS = 1_800_000

/** Says what a program printed where it fails, so that the test shows it. */
const run = (directory: string, program: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const node = program === 'node' ? process.execPath : program
    execFile(node, [...args], { cwd: directory, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve(stripVTControlCharacters(error ? `failed: ${stdout}${stderr}` : stdout)),
    )
  })
/** A program of the packages; not through npx, which takes longer to start than some of them to end. */
const tool = (name: string, ...args: readonly string[]) =>
  run(project, 'node', join('node_modules', '.bin', name), ...args)
const read = (file: string) => readFileSync(join(project, file), 'utf8')
const write = (file: string, text: string) => writeFileSync(join(project, file), text)

beforeAll(async () => {
  expect(await run(root, 'node', 'dev/new/main.ts', 'pipeline', project)).toContain('npm start')
}, PATIENCE_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm run new -- pipeline', { timeout: PATIENCE_MS }, () => {
  it('refuses a directory that holds something or is inside the checkout, and a name that no package can have', async () => {
    const refused = await run(root, 'node', 'dev/new/main.ts', 'pipeline', project)
    expect(refused).toMatch(/^failed: .*is not empty: it holds [^\n]*See npm run new -- --help\n$/)
    const name = await run(root, 'node', 'dev/new/main.ts', 'pipeline', join(folder, 'other'), '--name', 'My Pipeline')
    expect(name).toMatch(
      /^failed: The name of the project, "My Pipeline" \(--name, by default the directory\), must be lower-case letters/,
    )
    expect(existsSync(join(folder, 'other'))).toBe(false)
    expect(await run(root, 'node', 'dev/new/main.ts', 'pipeline', 'parcels')).toMatch(
      /^failed: parcels is inside this checkout [^\n]*Give a directory beside it, such as \.\.\/parcels\. See [^\n]*\n$/,
    )
    expect(existsSync(join(root, 'parcels'))).toBe(false)
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
    const { scripts } = JSON.parse(read('package.json'))
    expect(
      Object.keys(scripts).filter((name) => /soak|rehearse|bench|docs:build|check:iam|check:templates/.test(name)),
    ).toEqual([])
    expect(scripts.check).toBe(
      'npm run check:types && npm run check:lint && npm run check:imports && npm run check:contracts && npm run --if-present check:unused',
    )
    expect(scripts['check:types']).toBe('tsc --noEmit && tsc --noEmit -p ops/console/pages')
    expect(readdirSync(join(project, '.github', 'workflows')).toSorted()).toEqual([
      'catalog.yml',
      'ci.yml',
      'deploy.yml',
    ])
    for (const workflow of ['catalog.yml', 'ci.yml', 'deploy.yml'])
      for (const [, script = ''] of read(`.github/workflows/${workflow}`).matchAll(/npm run (?:--silent )?([\w:]+)/g))
        expect(scripts, workflow).toHaveProperty([script])
  })

  describe('with packages', () => {
    beforeAll(() => {
      mkdirSync(join(project, 'node_modules'))
      for (const name of readdirSync(join(root, 'node_modules')).filter((one) => one !== '.cache'))
        symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
    })

    it('passes its own tests as npm test runs them, those of one file end to end', async () => {
      const shown = await run(project, 'npm', 'test')
      const passed = [...shown.matchAll(/Test Files\s+(\d+) passed \((\d+)\)/g)].map(([, count]) => Number(count))
      expect(shown).not.toMatch(/^failed: /)
      // A fresh project has no test of its template.
      expect(shown).not.toContain('No test files found')
      expect(passed.toSorted()).toEqual([1, 4])
    })

    it('grows by whatever npm run new makes', async () => {
      for (const piece of PIECES)
        expect(await run(project, 'node', 'dev/new/main.ts', ...piece.split(' '))).toContain('new ')
      write('events/box.ts', withSecondVersion(read('events/box.ts')))
      expect(await run(project, 'node', 'dev/new/main.ts', 'consumer', 'refunds', '--on', 'box.returned')).toContain(
        'new ',
      )
      const again = await run(project, 'node', 'dev/new/main.ts', 'consumer', 'refunds', '--on', 'box.returned')
      expect(again).toBe('failed: Consumer "refunds" is there already, in lambdas/refunds. See npm run new -- --help\n')
      expect(await run(project, 'node', 'dev/new/main.ts', 'consumr')).toBe(
        "failed: unknown command 'consumr' (Did you mean consumer?) See npm run new -- --help\n",
      )
      const told = await run(project, 'node', 'dev/new/main.ts', '--dry-run', 'service', 'claims')
      expect(told).toMatch(/^new {6}lambdas\/claims\/service\.ts[\s\S]*Nothing was written/)
      expect(existsSync(join(project, 'lambdas/claims'))).toBe(false)
    })

    it('passes its own checks, and what was made its own tests', async () => {
      expect(await run(project, 'npm', 'run', 'contracts', '--', 'release')).not.toContain('failed')
      // What it finds out is kept where a start that reloads looks for it, whose checks then look at what was saved only.
      const kept = join('node_modules', '.cache', 'type-check.tsbuildinfo')
      const types = ['--noEmit', '--singleThreaded', '--incremental', '--tsBuildInfoFile', kept]
      expect(await tool('tsc', ...types)).toBe('')
      expect(await tool('tsc', '--noEmit', '--singleThreaded', '-p', 'ops/console/pages')).toBe('')
      expect(await run(project, 'npm', 'run', 'check:lint')).not.toContain('failed')
      // Its packages are links here; those of an installed project lie in it.
      const imports = await run(project, 'npm', 'run', 'check:imports', '--', '--preserve-symlinks')
      expect(imports).toContain('no dependency violations found')
      expect(await run(project, 'npm', 'run', 'check:contracts')).toContain('0 breakages')
      const made = ['loyalty', 'labels', 'depot', 'shipping', 'refunds', 'returns'].map(
        (service) => `test/lambdas/${service}`,
      )
      const shown = await tool('vitest', 'run', '--project', 'unit', ...made)
      expect(shown).toMatch(/Test Files\s+18 passed \(18\)/)
    })

    // Each of these tests goes on from what the one before has written, and so does the update of the engine: a synthesis for each would cost more
    // than all else here.
    describe('with a consumer that calls a carrier with a key', () => {
      const start = () => run(project, 'node', 'dev/start.mjs', '--exit', '--port', '0', '--endpoint-port', '0')
      const seen: (string | undefined)[] = []
      const carrier = createServer(({ headers }, response) => {
        seen.push(headers.authorization)
        response.end()
      })
      beforeAll(async () => {
        write('lambdas/labels/handler.ts', withCarrier(read('lambdas/labels/handler.ts')))
        await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve))
      })
      afterAll(() => {
        carrier.close()
        carrier.closeAllConnections()
      })

      it('is told by npm start what its declaration does not allow, and what the stage gives no value', async () => {
        expect(await start()).toContain(
          "Consumer labels: lambdas/labels/handler.ts calls ownVariable('CARRIER_URL'), and the declaration does not allow it: add uses: { variables: { CARRIER_URL: {} } }",
        )
        const uses = "uses: { secrets: ['carrier'], variables: { CARRIER_URL: {} },"
        write('lambdas/labels/consumer.ts', read('lambdas/labels/consumer.ts').replace('uses: {', uses))
        expect(await start()).toMatch(
          /^Service "labels": its variable CARRIER_URL has no value in stage dev\. Add .* to stages\/dev\.json/m,
        )
      })

      it('shows with npm start how a parcel reaches its consumers, and gives a service its secret and its variable', async () => {
        const url = `http://127.0.0.1:${(carrier.address() as AddressInfo).port}`
        write('stages/dev.json', JSON.stringify({ variables: { labels: { CARRIER_URL: url } } }))
        write('.secrets.local.json', JSON.stringify({ 'EventPipeline/dev/labels/carrier': 'key of the carrier' }))
        const shown = await start()
        expect(shown).toMatch(/parcel\.shipped\n[\s\S]* (labels|parcels) .*processed/)
        expect(shown).toMatch(/every consumer reached.*1 event, 6 deliveries/)
        expect(shown).toMatch(/Parcel parcel_\S+: shipped/)
        expect(shown).not.toContain('key of the carrier')
        expect(seen).toEqual(['Bearer key of the carrier'])
      })

      it('is reloaded on save while it serves: code, declarations, and neither after a mistake', async () => {
        const ports = ['--port', '0', '--endpoint-port', '0', '--no-console']
        const child = spawn(process.execPath, ['dev/start.mjs', ...ports], { cwd: project })
        let shown = ''
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (shown += stripVTControlCharacters(chunk.toString())))
        const ended = new Promise((resolve) => child.once('close', resolve))
        const appears = (what: RegExp) => until(String(what), async () => what.test(shown))
        const handlers = read('lambdas/labels/labels.ts')
        try {
          await appears(/Serving;/)
          // Nothing was saved since the last start.
          expect(shown).toContain('(template of before, ')
          write('lambdas/labels/labels.ts', handlers.replace("'SET last_event", "'SET newest = :event, last_event"))
          await appears(/reloaded {2}Consumer labels {2}\d+ ms/)
          write('lambdas/labels/labels.ts', `${handlers}const = 3\n`)
          await appears(/The code stays as it was: [\s\S]*labels\.ts/)
          write('lambdas/labels/labels.ts', handlers)
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
    })

    it('gets what is mended in the engine, and keeps what is its own', async () => {
      expect(read('events/ids.ts')).toContain("export const boxId = idOf('box')")
      const newer = join(folder, 'newer')
      for (const file of [...engineFiles(root), 'package.json']) {
        mkdirSync(dirname(join(newer, file)), { recursive: true })
        cpSync(join(root, file), join(newer, file))
      }
      writeFileSync(join(newer, 'lib/names.ts'), `${readFileSync(join(newer, 'lib/names.ts'), 'utf8')}\n// mended\n`)
      writeFileSync(join(newer, 'lib/new-part.ts'), 'export const part = 1\n')
      rmSync(join(newer, 'docs/console.md'))
      const ofTheProject = ['lib/services.ts', 'events/ids.ts', 'events/parcel.ts', 'lambdas/shipping/parcel.ts']
      const own = ofTheProject.map(read)

      const update = (...args: readonly string[]) =>
        run(project, 'node', 'dev/engine/main.ts', 'update', '--from', newer, ...args)
      const lines = ['changed  lib/names.ts', 'new      lib/new-part.ts', 'removed  docs/console.md']
      const planned = await update('--dry-run')
      for (const line of lines) expect(planned).toContain(line)
      expect(read('lib/names.ts')).not.toContain('// mended')

      const said = await update()
      for (const line of lines) expect(said).toContain(line)
      expect(said).toContain('npm install')
      expect(read('lib/names.ts')).toContain('// mended')
      expect(existsSync(join(project, 'docs/console.md'))).toBe(false)
      expect(ofTheProject.map(read)).toEqual(own)
      expect(await update()).toBe('The engine is the same already.\n')
      // As it would be deployed: each function in a bundle of its own, with the security checks, and with what the secret costs.
      const out = `CDK_OUTDIR=${join(folder, 'cdk.out')}`
      expect(await run(project, 'env', out, process.execPath, 'bin/app.ts')).not.toContain('failed')

      write('lib/names.ts', 'mine')
      expect(await run(project, 'node', 'dev/engine/main.ts', 'status')).toContain('  lib/names.ts')
      expect(await update()).toMatch(/^failed: lib\/names\.ts was changed in this project/)
    })
  })
})

/** A consumer's entry whose handler first calls a carrier with a key. */
function withCarrier(entry: string): string {
  expect(entry).toContain("labelsHandlers(variable('STATE_TABLE')),")
  return `import { secret } from '../runtime/secrets/secret.ts'
${entry
  .replace('{ variable }', '{ ownVariable, variable }')
  .replace(
    "labelsHandlers(variable('STATE_TABLE')),",
    `{
    'parcel.shipped': async (event, context) => {
      const authorization = \`Bearer \${await key.value()}\`
      await fetch(carrier, { method: 'POST', headers: { authorization }, signal: context.signal })
      await counted['parcel.shipped'](event, context)
    },
  },`,
  )
  .replace(
    'export const handler',
    `const carrier = ownVariable('CARRIER_URL')
const key = secret('carrier')
const counted = labelsHandlers(variable('STATE_TABLE'))

export const handler`,
  )}`
}

const isOfTheEngine = (name: string): boolean => !existsSync(join(root, 'lambdas', name, 'service.ts'))

/** The second version of `box.returned`. */
function withSecondVersion(events: string): string {
  const first = "example: { box_id: 'box_1', reason: 'Some text.' },\n})"
  expect(events).toContain(first)
  return events.replace(
    first,
    `${first}.evolve({
  schema: z.object({ box_id: boxId, reason: z.object({ text }) }),
  example: { box_id: 'box_1', reason: { text: 'Some text.' } },
  upcast: ({ reason, ...same }) => ({ ...same, reason: { text: reason } }),
  deprecatesPrevious: { since: '2026-05-01', reason: 'reasons are objects since version 2' },
})`,
  )
}
