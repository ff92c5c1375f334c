import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { UsageError } from './usage-error.ts'

const run = promisify(execFile)

/** Texts that git takes for the name of a revision and never for an option. */
const REVISION = /^[A-Za-z0-9_][A-Za-z0-9_./@^~{}-]*$/

/** The files of one commit. Paths are relative to the working directory that was given. */
export interface GitRevision {
  /** Paths of the files in a folder and below; none where the revision has no such folder. */
  readonly filesIn: (folder: string) => Promise<readonly string[]>
  /** @throws if the revision has no such file. */
  readonly textOf: (path: string) => Promise<string>
}

/** @throws {UsageError} for a revision that there is not. */
export async function gitRevision(revision: string, cwd: string): Promise<GitRevision> {
  if (!REVISION.test(revision)) throw new UsageError(`"${revision}" is not the name of a git revision.`)
  const git = (...args: readonly string[]) => run('git', args, { cwd, maxBuffer: 64 * 1024 * 1024 })
  await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`).catch((cause: unknown) => {
    throw new UsageError(
      `There is no git revision "${revision}" here. A shallow clone has few: git fetch --unshallow.`,
      { cause },
    )
  })
  return {
    filesIn: async (folder) => {
      const { stdout } = await git('ls-tree', '-r', '-z', '--name-only', revision, '--', `${folder}/`)
      return stdout.split('\0').filter((path) => path !== '')
    },
    textOf: async (path) => (await git('show', `${revision}:./${path}`)).stdout,
  }
}
