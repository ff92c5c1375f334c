import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { engineFiles } from '../../dev/engine/engine-files.ts'
import { readRecord, writeRecord } from '../../dev/engine/engine-record.ts'
import { mergePackages } from '../../dev/engine/packages.ts'
import { changedHere, copyEngine, filesOf, recordOf, updateEngine } from '../../dev/engine/update.ts'
import { newPipeline } from '../../dev/new/pipeline/new-pipeline.ts'

const root = join(import.meta.dirname, '..', '..')
let folder: string
let project: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-'))
  project = join(folder, 'project')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (directory: string, files: Readonly<Record<string, string>>) => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true })
    writeFileSync(join(directory, file), text)
  }
}
const read = (file: string) => readFileSync(join(project, file), 'utf8')

const packages = (zod: string) => ({ dependencies: { zod }, devDependencies: {}, scripts: { check: 'tsc', soak: 'x' } })

/** A checkout whose engine is these files, which it names itself. */
function checkout(name: string, files: Readonly<Record<string, string>>, zod = '4.0.0'): string {
  const directory = join(folder, name)
  const rule = `export const engineFiles = () => ${JSON.stringify(Object.keys(files))}`
  write(directory, {
    'dev/engine/engine-files.ts': rule,
    'package.json': JSON.stringify(packages(zod)),
    ...files,
  })
  return directory
}

/** A project with the engine of that checkout, a service of its own and a package of its own. */
async function begin(source: string): Promise<void> {
  const files = await filesOf(source)
  copyEngine(source, project, files)
  write(project, {
    'lambdas/shipping/service.ts': 'mine',
    'package.json': JSON.stringify({
      name: 'mine',
      scripts: { check: 'tsc', lint: 'mine' },
      dependencies: { zod: '4.0.0', luxon: '3.0.0' },
      devDependencies: {},
    }),
  })
  const { soak: _, ...scripts } = packages('4.0.0').scripts
  writeRecord(project, recordOf(source, files, { ...packages('4.0.0'), scripts }))
}

const update = (source: string, options: { dryRun?: boolean; overwrite?: boolean } = {}) =>
  updateEngine({ project, source, dryRun: false, overwrite: false, ...options })

describe('an update of the engine', () => {
  const first = { 'lib/a.ts': 'a', 'lib/b.ts': 'b' }
  const second = { 'lib/a.ts': 'a, mended', 'lib/c.ts': 'c' }

  it('brings what is new and mended, takes away what is gone, and leaves the rest as it is', async () => {
    await begin(checkout('one', first))
    expect(await update(checkout('two', second, '4.1.0'))).toEqual([
      { file: 'lib/a.ts', change: 'changed' },
      { file: 'lib/c.ts', change: 'new' },
      { file: 'lib/b.ts', change: 'removed' },
    ])
    expect([read('lib/a.ts'), read('lib/c.ts'), existsSync(join(project, 'lib/b.ts'))]).toEqual([
      'a, mended',
      'c',
      false,
    ])
    expect(read('lambdas/shipping/service.ts')).toBe('mine')
    expect(JSON.parse(read('package.json'))).toEqual({
      name: 'mine',
      scripts: { check: 'tsc', lint: 'mine' },
      dependencies: { luxon: '3.0.0', zod: '4.1.0' },
      devDependencies: {},
    })
    expect(changedHere(project, readRecord(project))).toEqual([])
    expect(await update(join(folder, 'two'))).toEqual([])
  })

  it('is only told with dryRun', async () => {
    await begin(checkout('one', first))
    expect(await update(checkout('two', second), { dryRun: true })).toHaveLength(3)
    expect([read('lib/a.ts'), read('lib/b.ts')]).toEqual(['a', 'b'])
  })

  it('tells of packages that the engine no longer needs', async () => {
    await begin(checkout('one', first))
    const two = checkout('two', first)
    write(two, { 'package.json': JSON.stringify({ ...packages('4.0.0'), dependencies: {} }) })
    expect(await update(two)).toEqual([{ file: 'package zod', change: 'removed' }])
  })

  it('does not replace what the project has changed, unless it is told to', async () => {
    await begin(checkout('one', first))
    write(project, { 'lib/a.ts': 'a, and mine' })
    const two = checkout('two', second)
    await expect(update(two)).rejects.toThrow('lib/a.ts was changed in this project')
    expect([read('lib/a.ts'), read('lib/b.ts')]).toEqual(['a, and mine', 'b'])
    await update(two, { overwrite: true })
    expect(read('lib/a.ts')).toBe('a, mended')
  })

  it('goes on where one was stopped half-way', async () => {
    await begin(checkout('one', first))
    const two = checkout('two', second)
    write(project, { 'lib/a.ts': 'a, mended' })
    rmSync(join(project, 'lib/b.ts'))
    await update(two)
    expect([read('lib/a.ts'), read('lib/c.ts')]).toEqual(['a, mended', 'c'])
    expect(changedHere(project, readRecord(project))).toEqual([])
  })

  it('does not replace a file of the project where the engine begins to have one', async () => {
    await begin(checkout('one', first))
    write(project, { 'lib/c.ts': 'mine' })
    const two = checkout('two', second)
    await expect(update(two)).rejects.toThrow('has a file of its own now where yours is: lib/c.ts')
    await expect(update(two, { overwrite: true })).rejects.toThrow('lib/c.ts')
    expect([read('lib/a.ts'), read('lib/c.ts')]).toEqual(['a', 'mine'])
  })

  it('names all that stands in the way at once', async () => {
    await begin(checkout('one', first))
    write(project, { 'lib/a.ts': 'a, and mine', 'lib/c.ts': 'mine' })
    await expect(update(checkout('two', second))).rejects.toThrow(
      /lib\/a\.ts was changed .* where yours is: lib\/c\.ts/,
    )
  })

  it('refuses to update a project from itself', async () => {
    await begin(checkout('one', first))
    await expect(update(project)).rejects.toThrow('is this project itself')
  })

  it('says that git is missing, where an address is given', () => {
    const args = [join(root, 'dev', 'engine', 'main.ts'), 'update', '--from', 'https://example.com/engine.git']
    const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: folder } })
    expect(stderr).toBe(
      "https://example.com/engine.git cannot be cloned, because git is not installed. Install it, or give a directory that holds the engine's sources.\n",
    )
  })

  it('refuses in one line what is no checkout, and what is no project', async () => {
    await begin(checkout('one', first))
    await expect(update(folder)).rejects.toThrow('is not a checkout of the engine')
    rmSync(join(project, 'engine.json'))
    await expect(update(join(folder, 'one'))).rejects.toThrow('engine.json is not here')
    write(project, { 'engine.json': '{"files":1}' })
    await expect(update(join(folder, 'one'))).rejects.toThrow('engine.json is damaged')
    write(project, { 'engine.json': '{"files":' })
    await expect(update(join(folder, 'one'))).rejects.toThrow('engine.json is damaged')
  })
})

it('a project that cannot be finished is taken away again, and what lay there before is not', async () => {
  const source = checkout('one', { 'lib/a.ts': 'a' })
  await expect(newPipeline({ source, directory: project, name: 'parcels' })).rejects.toThrow('dev/new/pipeline/files')
  expect(existsSync(project)).toBe(false)
  write(project, { '.git/HEAD': 'mine' })
  await expect(newPipeline({ source, directory: project, name: 'parcels' })).rejects.toThrow('dev/new/pipeline/files')
  expect(readdirSync(project)).toEqual(['.git'])
})

it('a project in a place where none can be made is refused in one line', async () => {
  const source = checkout('one', { 'lib/a.ts': 'a' })
  write(folder, { file: 'mine' })
  await expect(newPipeline({ source, directory: join(folder, 'file', 'parcels'), name: 'parcels' })).rejects.toThrow(
    /^The directory .*parcels cannot be made: ENOTDIR/,
  )
})

describe('what a project has from package.json', () => {
  const none = { dependencies: {}, devDependencies: {}, scripts: {} }

  it('loses what the engine no longer needs, and keeps a script that the project made its own', () => {
    const before = { ...none, dependencies: { old: '1.0.0', both: '1.0.0' }, scripts: { test: 'vitest', check: 'tsc' } }
    const own = { ...before, scripts: { test: 'vitest --mine', check: 'tsc' } }
    const after = { ...none, dependencies: { both: '2.0.0' }, scripts: { test: 'vitest run', check: 'tsgo' } }
    const origin = { engines: { node: '>=26' }, allowScripts: { esbuild: true } }
    expect(mergePackages({ ...own, allowScripts: { sharp: true } }, before, after, origin)).toEqual({
      ...none,
      engines: { node: '>=26' },
      allowScripts: { sharp: true, esbuild: true },
      dependencies: { both: '2.0.0' },
      scripts: { test: 'vitest --mine', check: 'tsgo' },
    })
  })
})

describe('the engine of this repository', () => {
  const files = engineFiles(root)

  it('has all that runs services, and nothing of the order system', () => {
    for (const file of ['lib/app.ts', 'local/index.ts', 'events/envelope.ts', 'lambdas/relay/events.ts', 'ops/cli.ts'])
      expect(files).toContain(file)
    const strangers = files.filter((file) =>
      /^(lib\/services|events\/(catalog|order|commands)|lambdas\/(order|payment|audit)\/|dev\/(sample|soak)\/|bench)/.test(
        file,
      ),
    )
    expect(strangers).toEqual([])
    expect(files.filter((file) => /\.test\.ts$/.test(file) && !file.startsWith('dev/new/pipeline/files/'))).toEqual([])
  })

  it('imports nothing that is not in it, but what every project has', () => {
    const all = new Set(files)
    const ofTheProject = [
      'events/catalog.ts',
      'events/ids.ts',
      'lib/services.ts',
      'lib/subscriptions.ts',
      'dev/sample/index.ts',
      'contracts/openapi.json',
    ]
    const missing = files
      .filter((file) => /\.tsx?$/.test(file) && !/^(dev\/new|docs)\//.test(file))
      .flatMap((file) =>
        [
          ...readFileSync(join(root, file), 'utf8').matchAll(
            /(?:^(?:import|export)\b[^;'`]*from |\bimport\()'(\.[^']+)'/gm,
          ),
        ]
          .map(([, target = '']) => join(dirname(file), target))
          .filter((target) => /\.(tsx?|json)$/.test(target) && !all.has(target) && !ofTheProject.includes(target))
          .map((target) => `${file} → ${target}`),
      )
    expect(missing).toEqual([])
  })
})
