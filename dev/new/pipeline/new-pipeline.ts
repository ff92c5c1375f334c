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
import { basename, join, resolve } from 'node:path'
import { makeDirectory } from '../../../local/usage/make-directory.ts'
import { ExpectedError, UsageError } from '../../../local/usage/usage-error.ts'
import { FRESH_FILES } from '../../engine/engine-files.ts'
import { writeRecord } from '../../engine/engine-record.ts'
import { packagesOf } from '../../engine/packages.ts'
import { copyEngine, filesOf, readPackage, recordOf, writePackage } from '../../engine/update.ts'

export interface PipelineRequest {
  /** Checkout of the engine. */
  readonly source: string
  readonly directory: string
  /** Of the package. Default: the directory's. */
  readonly name: string | undefined
}

/** Files that a project begins with and may change: an update leaves them alone. */
const ONCE = ['.editorconfig', '.gitignore', '.nvmrc', 'package-lock.json']

/** By the same generators that make the next ones. */
const PARTS = [
  ['consumer', 'labels', '--on', 'parcel.shipped'],
  ['read-model', 'parcels', '--on', 'parcel.shipped', '--service', 'tracking'],
  ['route', '/parcels/{parcel_id}', '--service', 'tracking', '--read-model', 'parcels'],
] as const

/**
 * A project without the order system: the engine, and one of each kind.
 * @throws {UsageError} for a directory that holds something, or for what can be no name of a package.
 */
export async function newPipeline({
  source,
  directory,
  name = basename(resolve(directory)),
}: PipelineRequest): Promise<void> {
  const project = resolve(directory)
  assertName(name)
  assertEmpty(project, directory)
  const files = await filesOf(source)
  makeDirectory(project)
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
      `"${name}" is no name for a project (--name, by default the directory): allowed are lower-case letters, digits and hyphens, beginning with a letter.`,
    )
  }
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
