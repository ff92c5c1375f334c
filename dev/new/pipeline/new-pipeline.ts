import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { makeDirectory } from '../../../local/usage/make-directory.ts'
import { readWith } from '../../../local/usage/options.ts'
import { ExpectedError, UsageError } from '../../../local/usage/usage-error.ts'
import { FRESH_FILES } from '../../engine/engine-files.ts'
import { writeRecord } from '../../engine/engine-record.ts'
import { packagesOf } from '../../engine/packages.ts'
import { copyEngine, filesOf, readPackage, recordOf, writePackage } from '../../engine/update.ts'

export interface PipelineRequest {
  /** Checkout of the engine. */
  readonly source: string
  readonly directory: string
  /** Name of the package. Default: the directory's. */
  readonly name: string | undefined
}

/** Files that a project begins with and may change: an update leaves them alone. */
const ONCE = [
  '.editorconfig',
  '.github/workflows/catalog.yml',
  '.github/workflows/deploy.yml',
  '.gitignore',
  '.npmrc',
  '.nvmrc',
  'package-lock.json',
]

/** By the same generators that make the next ones. */
const PARTS = [
  ['consumer', 'labels', '--on', 'parcel.shipped'],
  ['read-model', 'parcels', '--on', 'parcel.shipped', '--service', 'tracking'],
  ['route', '/parcels/{parcel_id}', '--service', 'tracking', '--read-model', 'parcels'],
] as const

/**
 * A project without the order system: the engine, and one of each kind.
 * @throws {UsageError} for a directory that holds something or lies inside the checkout, or for what can be no name of a package.
 */
export async function newPipeline({
  source,
  directory,
  name = basename(resolve(directory)),
}: PipelineRequest): Promise<void> {
  const project = resolve(directory)
  assertName(name)
  assertOutside(source, project, directory)
  assertEmpty(project, directory)
  const files = await filesOf(source)
  const begun = existsSync(project) ? readdirSync(project) : undefined
  // Ctrl-C also ends the generator that runs as a child, which makes `fill` throw. This process has to outlive it, to take away what was begun.
  const interrupted = () => {}
  process.once('SIGINT', interrupted)
  try {
    fill(source, project, name, files)
  } catch (error) {
    takeAway(project, begun)
    throw error
  } finally {
    process.off('SIGINT', interrupted)
  }
}

/** @param kept what lay in the directory before; undefined: it was not there. */
function takeAway(project: string, kept: readonly string[] | undefined): void {
  const made = kept ? readdirSync(project).filter((name) => !kept.includes(name)) : ['.']
  for (const name of made) rmSync(join(project, name), { recursive: true, force: true })
}

function fill(source: string, project: string, name: string, files: readonly string[]): void {
  readWith(`The directory ${project} cannot be made`, () => makeDirectory(project))
  copyEngine(source, project, files)
  for (const file of ONCE) if (existsSync(join(source, file))) cpSync(join(source, file), join(project, file))
  cpSync(join(source, FRESH_FILES), project, { recursive: true })
  replaceIn(join(project, 'README.md'), '{{name}}', name)
  const origin = readPackage(source)
  const packages = packagesOf(origin)
  const { type, engines, allowScripts } = origin
  const description = 'An event pipeline on AWS.'
  writePackage(project, {
    name,
    version: '0.1.0',
    description,
    private: true,
    type,
    engines,
    allowScripts,
    ...packages,
  })
  nameLock(join(project, 'package-lock.json'), name)
  writeRecord(project, recordOf(source, files, packages))
  withModulesOf(source, project, (run) => {
    for (const part of PARTS) run('dev/new/main.ts', ...part)
    run('ops/cli.ts', 'contracts', 'release')
  })
}

function assertName(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,60}$/.test(name)) {
    throw new UsageError(
      `The name of the project, "${name}" (--name, by default the directory), must be lower-case letters, digits and hyphens, and begin with a letter.`,
    )
  }
}

/** The checks, tests and packages of a checkout take every folder below it for their own. */
function assertOutside(source: string, project: string, directory: string): void {
  const path = relative(source, project)
  if (path === '' || path.startsWith('..') || isAbsolute(path)) return
  throw new UsageError(
    `${directory} is inside this checkout (${source}), whose checks and tests would take its files for their own. Give a directory beside it, such as ../${basename(project)}.`,
  )
}

function assertEmpty(project: string, directory: string): void {
  const found = statSync(project, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) throw new UsageError(`${directory} is a file.`)
  const names = readdirSync(project).filter((name) => name !== '.git')
  if (names.length > 0) throw new UsageError(`${directory} is not empty: it holds ${names.slice(0, 3).join(', ')}.`)
}

const replaceIn = (file: string, what: string, by: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(what, by))

function nameLock(file: string, name: string): void {
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, object> }
  const packages = { ...lock.packages, '': { ...lock.packages[''], name, version: '0.1.0' } }
  writeFileSync(file, `${JSON.stringify({ ...lock, name, version: '0.1.0', packages }, undefined, 2)}\n`)
}

type Run = (...args: readonly string[]) => void

/** The project has no packages yet; for a moment it borrows those of the checkout that it is made from. */
function withModulesOf(source: string, project: string, work: (run: Run) => void): void {
  const modules = join(project, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(source, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(source, 'node_modules', name), join(modules, name))
  }
  try {
    work((...args) => {
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
      if (status !== 0) throw new ExpectedError(`node ${args.join(' ')} failed in ${project}: ${stderr.trim()}`)
    })
  } finally {
    rmSync(modules, { recursive: true, force: true })
  }
}
