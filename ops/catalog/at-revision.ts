import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { UsageError } from '../terminal/usage-error.ts'
import type { Catalog } from './model.ts'

const run = promisify(execFile)

/** Path within the repository. */
export const CATALOG_FILE = 'contracts/catalog.json'

/** Texts that git takes for the name of a revision and never for an option. */
const REVISION = /^[A-Za-z0-9_][A-Za-z0-9_./@^~{}-]*$/

/**
 * The catalog as it was committed.
 * @throws {UsageError} for a revision that there is not, or that has no catalog.
 */
export async function catalogAt(revision: string, cwd = process.cwd()): Promise<Catalog> {
  if (!REVISION.test(revision)) throw new UsageError(`"${revision}" is not the name of a git revision.`)
  const git = (...args: readonly string[]) => run('git', args, { cwd, maxBuffer: 64 * 1024 * 1024 })
  await git('rev-parse', '--verify', '--quiet', `${revision}^{commit}`).catch((cause: unknown) => {
    throw new UsageError(
      `There is no git revision "${revision}" here. A shallow clone has few: git fetch --unshallow.`,
      { cause },
    )
  })
  const { stdout } = await git('show', `${revision}:./${CATALOG_FILE}`).catch((cause: unknown) => {
    throw new UsageError(`${revision} has no ${CATALOG_FILE}: it is older than the catalog.`, { cause })
  })
  const catalog = parse(stdout)
  if (!isCatalog(catalog)) throw new UsageError(`${CATALOG_FILE} of ${revision} is damaged: it is not a catalog.`)
  return catalog
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isCatalog = (value: unknown): value is Catalog =>
  typeof value === 'object' &&
  value !== null &&
  ['events', 'commands', 'services', 'consumers'].every((part) =>
    Array.isArray((value as Record<string, unknown>)[part]),
  )
