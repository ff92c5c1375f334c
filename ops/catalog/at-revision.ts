import { gitRevision } from '../cli/git-revision.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Catalog } from './model.ts'

/** Path within the repository. */
export const CATALOG_FILE = 'contracts/catalog.json'

/**
 * The catalog as it was committed.
 * @throws {UsageError} for a revision that there is not, or that has no catalog.
 */
export async function catalogAt(revision: string, cwd = process.cwd()): Promise<Catalog> {
  const { textOf } = await gitRevision(revision, cwd)
  const text = await textOf(CATALOG_FILE).catch((cause: unknown) => {
    throw new UsageError(`${revision} has no ${CATALOG_FILE}: it is older than the catalog.`, { cause })
  })
  const catalog = parse(text)
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
