import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..', '..')
/** All that judges an event stands in these: schemas, upcasts, the envelope, aggregates, read models and the event store. */
const JUDGING = ['events', 'lambdas']

/**
 * Tells code that may judge events otherwise: by another schema, upcast or fold. Made of the text of every source file, since a
 * fold may call whatever it imports; so an edit that changes no judgement tells, too.
 * @param root of the project; default: this one.
 */
export async function digestOfCode(root: string = ROOT): Promise<string> {
  const files = (await Promise.all(JUDGING.map((folder) => sourcesIn(root, folder)))).flat().toSorted()
  const digest = createHash('sha256')
  for (const file of files) digest.update(`${file}\0${await readFile(join(root, file), 'utf8')}\0`)
  return digest.digest('base64url')
}

/** Paths below the root, with slashes on every system. */
async function sourcesIn(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true })
  return entries.filter((name) => /\.[cm]?[jt]s$/.test(name)).map((name) => join(folder, name).replaceAll('\\', '/'))
}
