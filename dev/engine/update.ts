import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../../local/usage/usage-error.ts'
import { commitOf, type EngineRecord, hashAt, readRecord, writeRecord } from './engine-record.ts'
import { mergePackages, type PackageJson, packagesOf } from './packages.ts'

export interface EngineChange {
  /** Path from the project's root; `package NAME` for a package that the engine no longer needs. */
  readonly file: string
  readonly change: 'new' | 'changed' | 'removed'
}

export interface UpdateOptions {
  /** Root of the project. */
  readonly project: string
  /** Root of a checkout of the engine's repository. */
  readonly source: string
  readonly dryRun: boolean
  /** Whether changes of the project to the engine's files are given up. */
  readonly overwrite: boolean
}

/**
 * Files of the engine that are not as they came.
 * @param source of an update, whose files are no changes: an update that was stopped half-way goes on when it is run again.
 */
export const changedHere = (project: string, { files }: EngineRecord, source?: string): string[] =>
  Object.keys(files).filter((file) => {
    const hash = hashAt(project, file)
    return hash !== files[file] && (source === undefined || hash !== hashAt(source, file))
  })

/**
 * Replaces the engine of a project by that of another checkout. Nothing is written before all is known to fit.
 * @returns what is different, by file.
 * @throws {UsageError} where the project has changed the engine, or has a file of its own where the engine has a new one; where the source is
 * the project itself.
 */
export async function updateEngine({ project, source, dryRun, overwrite }: UpdateOptions): Promise<EngineChange[]> {
  if (resolve(source) === resolve(project)) {
    throw new UsageError(
      `${source} is this project itself. Give a checkout of the engine's repository, or its address.`,
    )
  }
  const record = readRecord(project)
  const files = await filesOf(source)
  assertNothingLost(project, source, record, files, overwrite)
  const removed = Object.keys(record.files).filter((file) => !files.includes(file))
  const changes: EngineChange[] = [
    ...files
      .filter((file) => hashAt(source, file) !== hashAt(project, file))
      .map((file) => ({ file, change: file in record.files ? 'changed' : 'new' }) as const),
    ...removed.map((file) => ({ file, change: 'removed' }) as const),
  ]
  const origin = readPackage(source)
  const packages = packagesOf(origin)
  changes.push(...droppedPackages(readPackage(project), record.packages, packages))
  if (dryRun) return changes
  for (const file of removed) rmSync(join(project, file), { force: true })
  copyEngine(source, project, files)
  writePackage(project, mergePackages(readPackage(project), record.packages, packages, origin))
  writeRecord(project, recordOf(source, files, packages))
  return changes
}

/** @throws {UsageError} with all that stands in the way, so that one look is enough. */
function assertNothingLost(
  project: string,
  source: string,
  record: EngineRecord,
  files: readonly string[],
  overwrite: boolean,
): void {
  const changed = overwrite ? [] : changedHere(project, record, source)
  const inTheWay = files.filter((file) => !(file in record.files) && existsSync(join(project, file)))
  const strangers = inTheWay.filter((file) => hashAt(project, file) !== hashAt(source, file))
  const problems = [
    ...(changed.length > 0
      ? [
          `${list(changed)} ${changed.length === 1 ? 'was' : 'were'} changed in this project, and the update would replace that. Propose the change to the engine, or give it up with --overwrite.`,
        ]
      : []),
    ...(strangers.length > 0
      ? [`The engine has a file of its own now where yours is: ${list(strangers)}. Rename yours.`]
      : []),
  ]
  if (problems.length > 0) throw new UsageError(problems.join(' '))
}

/** Packages that the engine no longer needs. A project that uses one has to add it anew, so that it is told. */
function droppedPackages(
  own: PackageJson,
  before: EngineRecord['packages'],
  after: EngineRecord['packages'],
): EngineChange[] {
  const parts = ['dependencies', 'devDependencies'] as const
  const stays = new Set(parts.flatMap((part) => Object.keys(after[part])))
  return parts.flatMap((part) =>
    Object.entries(before[part])
      .filter(([name, version]) => !stays.has(name) && own[part][name] === version)
      .map(([name]) => ({ file: `package ${name}`, change: 'removed' }) as const),
  )
}

/** By the rule of that checkout, which may be another than ours. @throws {UsageError} for what is no checkout. */
export async function filesOf(source: string): Promise<string[]> {
  const rule = join(source, 'dev', 'engine', 'engine-files.ts')
  if (!existsSync(rule)) throw new UsageError(`${source} is not a checkout of the engine: it has no dev/engine.`)
  const { engineFiles } = (await import(pathToFileURL(rule).href)) as typeof import('./engine-files.ts')
  return engineFiles(source)
}

export function copyEngine(source: string, project: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(project, file)), { recursive: true })
    cpSync(join(source, file), join(project, file))
  }
}

export function recordOf(source: string, files: readonly string[], packages: EngineRecord['packages']): EngineRecord {
  const commit = commitOf(source)
  return {
    ...(commit !== undefined && { commit }),
    packages,
    files: Object.fromEntries(files.map((file) => [file, hashAt(source, file) ?? ''])),
  }
}

export const readPackage = (root: string): PackageJson =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson

export const writePackage = (root: string, content: PackageJson): void =>
  writeFileSync(join(root, 'package.json'), `${JSON.stringify(content, undefined, 2)}\n`)

const MOST_NAMED = 5

const list = (files: readonly string[]): string =>
  files.length <= MOST_NAMED
    ? files.join(', ')
    : `${files.slice(0, MOST_NAMED).join(', ')} and ${files.length - MOST_NAMED} more`
