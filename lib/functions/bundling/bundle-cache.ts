import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from 'esbuild'

export interface CachedBundle {
  readonly directory: string
  readonly bytes: number
}

interface Manifest {
  /** Of everything that is the same for all bundles. */
  readonly base: string
  /** Content hash by file. */
  readonly inputs: Readonly<Record<string, string>>
  readonly output: string
  readonly bytes: number
}

export interface BundleCacheOptions {
  readonly root: string
  readonly directory: string
  /** Whatever else changes what a bundle is. */
  readonly fingerprint: string
}

/** A day: long enough that a synthesis running beside this one still finds what it is about to copy. */
const STALE_MS = 86_400_000

/**
 * Bundles by the content of what they were made of. Safe to use from several processes at once: folders are named by
 * their content and appear whole.
 */
export class BundleCache {
  readonly #root: string
  readonly #directory: string
  readonly #base: string
  readonly #hashes = new Map<string, string | undefined>()

  constructor({ root, directory, fingerprint }: BundleCacheOptions) {
    this.#root = root
    this.#directory = directory
    this.#base = hash(version, fingerprint, this.#hashOf('package-lock.json') ?? '')
    mkdirSync(directory, { recursive: true })
  }

  find(entry: string): CachedBundle | undefined {
    const manifest = this.#manifest(entry)
    if (manifest?.base !== this.#base) return undefined
    const fresh = Object.entries(manifest.inputs).every(([file, content]) => this.#hashOf(file) === content)
    const directory = join(this.#directory, manifest.output)
    return fresh && existsSync(directory) ? { directory, bytes: manifest.bytes } : undefined
  }

  /** @param files name and content. */
  store(entry: string, inputs: readonly string[], files: readonly (readonly [string, string])[]): CachedBundle {
    const output = `${slug(entry)}-${hash(...files.flat()).slice(0, 16)}`
    const directory = join(this.#directory, output)
    if (!existsSync(directory)) this.#writeWhole(directory, files)
    const bytes = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0)
    const manifest: Manifest = {
      base: this.#base,
      inputs: Object.fromEntries(inputs.map((file) => [file, this.#hashOf(file) ?? ''])),
      output,
      bytes,
    }
    this.#replace(this.#manifestFile(entry), JSON.stringify(manifest))
    this.#dropStale(slug(entry), output)
    return { directory, bytes }
  }

  #manifest(entry: string): Manifest | undefined {
    try {
      return JSON.parse(readFileSync(this.#manifestFile(entry), 'utf8')) as Manifest
    } catch {
      return undefined
    }
  }

  #manifestFile = (entry: string): string => join(this.#directory, `${slug(entry)}.json`)

  #hashOf(file: string): string | undefined {
    if (!this.#hashes.has(file)) this.#hashes.set(file, contentHash(join(this.#root, file)))
    return this.#hashes.get(file)
  }

  #writeWhole(directory: string, files: readonly (readonly [string, string])[]): void {
    const draft = `${directory}.${randomUUID()}`
    mkdirSync(draft)
    for (const [name, text] of files) writeFileSync(join(draft, name), text)
    try {
      renameSync(draft, directory)
    } catch (error) {
      rmSync(draft, { recursive: true, force: true })
      // Another process was first, with the same content.
      if (!existsSync(directory)) throw error
    }
  }

  #replace(file: string, text: string): void {
    const draft = `${file}.${randomUUID()}`
    writeFileSync(draft, text)
    renameSync(draft, file)
  }

  #dropStale(prefix: string, current: string): void {
    for (const name of readdirSync(this.#directory)) {
      const path = join(this.#directory, name)
      const isOlder =
        name !== current && name.startsWith(`${prefix}-`) && statSync(path).mtimeMs < Date.now() - STALE_MS
      if (isOlder) rmSync(path, { recursive: true, force: true })
    }
  }
}

const slug = (entry: string): string => entry.replace(/\.ts$/, '').replace(/[^a-z0-9]+/gi, '_')

const hash = (...parts: readonly string[]): string => {
  const sha = createHash('sha256')
  for (const part of parts) sha.update(part).update('\0')
  return sha.digest('hex')
}

function contentHash(path: string): string | undefined {
  try {
    return hash(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
