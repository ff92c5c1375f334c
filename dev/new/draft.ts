import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeDirectory } from '../../local/usage/make-directory.ts'
import { UsageError } from '../../local/usage/usage-error.ts'

export interface DraftedFile {
  /** Relative to the project. */
  readonly path: string
  readonly isNew: boolean
}

/**
 * The files that a generator is about to write. Nothing is written before all of it is known, so that a mistake found half way leaves
 * the project as it was.
 */
export class Draft {
  readonly #root: string
  readonly #texts = new Map<string, string>()
  readonly #steps: string[] = []

  constructor(root: string) {
    this.#root = root
  }

  /** The steps that are left for a person, in order. */
  get nextSteps(): readonly string[] {
    return this.#steps
  }

  next(step: string): void {
    this.#steps.push(step)
  }

  exists(path: string): boolean {
    return this.#texts.has(path) || existsSync(join(this.#root, path))
  }

  read(path: string): string {
    return this.#texts.get(path) ?? readFileSync(join(this.#root, path), 'utf8')
  }

  /** Paths of the files directly in a folder of the project, sorted; none if there is no such folder. */
  filesIn(folder: string): string[] {
    const onDisk = existsSync(join(this.#root, folder)) ? readdirSync(join(this.#root, folder)) : []
    const drafted = [...this.#texts.keys()].filter((path) => dirname(path) === folder)
    return [...new Set([...onDisk.map((name) => `${folder}/${name}`), ...drafted])].toSorted()
  }

  /** @throws {UsageError} if the file is there already: nothing of a person's is overwritten. */
  create(path: string, text: string): void {
    if (this.exists(path)) throw new UsageError(`${path} is there already.`)
    this.#texts.set(path, text)
  }

  edit(path: string, change: (text: string) => string): void {
    this.#texts.set(path, change(this.read(path)))
  }

  get files(): readonly DraftedFile[] {
    return [...this.#texts.keys()].map((path) => ({ path, isNew: !existsSync(join(this.#root, path)) }))
  }

  write(): void {
    for (const [path, text] of this.#texts) {
      makeDirectory(dirname(join(this.#root, path)))
      writeFileSync(join(this.#root, path), text)
    }
  }
}
