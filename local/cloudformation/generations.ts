import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const kept = z.record(z.string(), z.number().int().nonnegative())

/**
 * How many resources of each logical id a stack has had and has no longer. Those that their template retains may still be there, so
 * that the next one must have another name, also after a restart.
 */
export class Generations {
  readonly #file: string | undefined
  readonly #counts: Map<string, number>

  /** @param dataDir where they are kept. Default: in memory only, as what they count. @throws {Error} when the file cannot be read. */
  constructor(dataDir?: string) {
    this.#file = dataDir === undefined ? undefined : join(dataDir, 'generations.json')
    this.#counts = new Map(Object.entries(this.#file === undefined ? {} : readCounts(this.#file)))
  }

  /** The generation of the resource that is there, or would be created next. */
  of(stackName: string, logicalId: string): number {
    return this.#counts.get(`${stackName}/${logicalId}`) ?? 0
  }

  /** The stack no longer has the resources of these ids that it had. */
  end(stackName: string, logicalIds: Iterable<string>): void {
    const ids = [...logicalIds]
    if (ids.length === 0) return
    for (const id of ids) this.#counts.set(`${stackName}/${id}`, this.of(stackName, id) + 1)
    if (this.#file === undefined) return
    // A file that is being written when the process is killed must not take the place of the one before.
    writeFileSync(`${this.#file}.new`, JSON.stringify(Object.fromEntries(this.#counts)), { flush: true })
    renameSync(`${this.#file}.new`, this.#file)
  }
}

function readCounts(file: string): Record<string, number> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  return kept.parse(JSON.parse(text))
}
