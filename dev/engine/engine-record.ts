import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UsageError } from '../../local/usage/usage-error.ts'

/** File in a project that says which engine it has. */
const RECORD_FILE = 'engine.json'

const names = z.record(z.string(), z.string())

const recordSchema = z.object({
  /** Commit of the checkout that it came from, with `-dirty` where files of it were changed; absent where that is no git repository. */
  commit: z.string().optional(),
  /** The entries of `package.json` that come from it: an update replaces these, and leaves what the project has added. */
  packages: z.object({ dependencies: names, devDependencies: names, scripts: names }),
  /** Hash of each file as it came. */
  files: names,
})

export type EngineRecord = z.infer<typeof recordSchema>

/** @throws {UsageError} where there is none: the project was not begun by `npm run new -- pipeline`. */
export function readRecord(project: string): EngineRecord {
  let text: string
  try {
    text = readFileSync(join(project, RECORD_FILE), 'utf8')
  } catch {
    throw new UsageError(
      `${RECORD_FILE} is not here: only a project that \`npm run new -- pipeline DIR\` has made gets updates.`,
    )
  }
  try {
    return recordSchema.parse(JSON.parse(text))
  } catch {
    throw new UsageError(`${RECORD_FILE} is damaged: restore it from version control.`)
  }
}

export const writeRecord = (project: string, record: EngineRecord): void =>
  writeFileSync(join(project, RECORD_FILE), `${JSON.stringify(record, undefined, 2)}\n`)

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex').slice(0, 16)

/** Hash of a file; undefined where it is not there. */
export function hashAt(root: string, file: string): string | undefined {
  try {
    return hashOf(readFileSync(join(root, file)))
  } catch {
    return undefined
  }
}

export function commitOf(checkout: string): string | undefined {
  try {
    return execFileSync('git', ['describe', '--always', '--abbrev=40', '--exclude=*', '--dirty'], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
