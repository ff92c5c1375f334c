import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BundlerOutput } from './bundler.ts'

export interface CachedBundle {
  readonly directory: string
  readonly bytes: number
  /** A hash of all that is in the folder. */
  readonly revision: string
  /** Paths of files. */
  readonly sourceMaps: readonly string[]
  /** By entry: the project's own files that it loads, relative to the root. */
  readonly inputsOf: ReadonlyMap<string, readonly string[]>
}

interface Manifest {
  /** Hash of everything but the sources: the bundler, its options, the packages. */
  readonly base: string
  /** Content hash by source file. */
  readonly inputs: Readonly<Record<string, string>>
  /** By entry: places of its inputs in that list, from 0. */
  readonly inputsOf: Readonly<Record<string, readonly number[]>>
  readonly folder: string
  readonly bytes: number
  /** Names in the folder of maps. */
  readonly sourceMaps: readonly string[]
}

export interface BundleCacheOptions {
  /** Sources are relative to it. */
  readonly root: string
  readonly directory: string
  /** Identifies the version and the options of the bundler. */
  readonly fingerprint: string
}

/** Another text when manifests hold something else: those that are there count as outdated then. */
const MANIFEST_FORMAT = 'inputs by entry'

const SOURCE_MAPS = 'source-maps'
/** How long the source maps of earlier builds are kept. A stack trace of an older build can only be read where that build still is. */
const MAPS_KEPT_MS = 90 * 86_400_000

/** Unused bundles are kept for a day, so that a synthesis which runs at the same time still finds the folder that it is about to copy. */
const STALE_MS = 86_400_000

/** File times come from the kernel's tick, 10 ms at the coarsest, so a file may be newer than they say. */
const COARSEST_FILE_TIME_MS = 20

/**
 * Keeps bundles by the content of the sources they were made of. Several processes may use it at once: a folder is named by its content
 * and appears as a whole, by a rename.
 */
export class BundleCache {
  readonly #root: string
  readonly #directory: string
  readonly #base: string
  readonly #hashes = new Map<string, string | undefined>()

  constructor({ root, directory, fingerprint }: BundleCacheOptions) {
    this.#root = root
    this.#directory = directory
    this.#base = hash(MANIFEST_FORMAT, fingerprint, this.#hashOf('package-lock.json') ?? '')
    mkdirSync(directory, { recursive: true })
  }

  /** @param key what else, besides its name, distinguishes this bundle from others. */
  find(name: string, key: string): CachedBundle | undefined {
    const manifest = readManifest(this.#manifestFile(name))
    if (manifest?.base !== hash(this.#base, key)) return undefined
    const isFresh = Object.entries(manifest.inputs).every(([file, content]) => this.#hashOf(file) === content)
    const directory = join(this.#directory, manifest.folder)
    const sourceMaps = manifest.sourceMaps.map((map) => this.#mapFile(map))
    const isThere = isFresh && [directory, ...sourceMaps].every((path) => existsSync(path))
    const { bytes, folder } = manifest
    const known = { directory, bytes, revision: revisionOf(folder), sourceMaps, inputsOf: inputsOf(manifest) }
    return isThere ? known : undefined
  }

  /** By entry, the files that the last bundle of this name was made of, also if they have changed since. */
  lastInputs(name: string): CachedBundle['inputsOf'] {
    const manifest = readManifest(this.#manifestFile(name))
    return manifest ? inputsOf(manifest) : new Map()
  }

  /**
   * @param begunAt before any source was read, epoch milliseconds. A source that has changed since may or may not be in the bundle as it
   * is now, so such a bundle is made again next time.
   */
  store(name: string, key: string, { inputs, files, sourceMaps, ...of }: BundlerOutput, begunAt: number): CachedBundle {
    const folder = `${slug(name)}-${hash(...files.flat()).slice(0, 16)}`
    const directory = join(this.#directory, folder)
    if (!existsSync(directory)) writeWhole(directory, files)
    this.#keepMaps(sourceMaps)
    const bytes = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0)
    const manifest: Manifest = {
      base: hash(this.#base, key),
      inputs: Object.fromEntries(
        inputs.map((file) => [file, this.#hasChangedSince(file, begunAt) ? '' : (this.#hashOf(file) ?? '')]),
      ),
      inputsOf: placesIn(inputs, of.inputsOf),
      folder,
      bytes,
      sourceMaps: sourceMaps.map(([map]) => map),
    }
    replaceFile(this.#manifestFile(name), JSON.stringify(manifest))
    this.#dropStale(`${slug(name)}-`, folder)
    return {
      directory,
      bytes,
      revision: revisionOf(folder),
      sourceMaps: sourceMaps.map(([map]) => this.#mapFile(map)),
      inputsOf: of.inputsOf,
    }
  }

  /** Keeps all source maps in one folder, under names that follow from their content: operator tools look there for the file that a stack trace names. */
  #keepMaps(maps: BundlerOutput['sourceMaps']): void {
    const folder = join(this.#directory, SOURCE_MAPS)
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(folder)) {
      const modified = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
      if (modified < Date.now() - MAPS_KEPT_MS) rmSync(join(folder, name), { force: true })
    }
    for (const [name, text] of maps) replaceFile(this.#mapFile(name), text)
  }

  #mapFile = (name: string): string => join(this.#directory, SOURCE_MAPS, name)

  #manifestFile = (name: string): string => join(this.#directory, `${slug(name)}.json`)

  #hashOf(file: string): string | undefined {
    if (!this.#hashes.has(file)) this.#hashes.set(file, contentHash(join(this.#root, file)))
    return this.#hashes.get(file)
  }

  #hasChangedSince(file: string, time: number): boolean {
    const changedAt = statSync(join(this.#root, file), { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY
    return changedAt > time - COARSEST_FILE_TIME_MS
  }

  #dropStale(prefix: string, current: string): void {
    for (const name of readdirSync(this.#directory)) {
      if (name === current || !name.startsWith(prefix)) continue
      const path = join(this.#directory, name)
      const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
      if (modified < Date.now() - STALE_MS) rmSync(path, { recursive: true, force: true })
    }
  }
}

function placesIn(inputs: readonly string[], inputsOf: CachedBundle['inputsOf']): Manifest['inputsOf'] {
  const places = new Map(inputs.map((file, index) => [file, index]))
  return Object.fromEntries([...inputsOf].map(([entry, files]) => [entry, files.map((file) => places.get(file) ?? -1)]))
}

function inputsOf({ inputs, inputsOf = {} }: Partial<Manifest>): CachedBundle['inputsOf'] {
  const files = Object.keys(inputs ?? {})
  return new Map(Object.entries(inputsOf).map(([entry, places]) => [entry, places.flatMap((at) => files[at] ?? [])]))
}

const REVISION_CHARACTERS = 12

/** A folder's name ends in the hash of its content. */
const revisionOf = (folder: string): string => (folder.split('-').at(-1) ?? folder).slice(0, REVISION_CHARACTERS)

function readManifest(file: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest
  } catch {
    return undefined
  }
}

function writeWhole(directory: string, files: BundlerOutput['files']): void {
  const draft = `${directory}.${randomUUID()}`
  for (const [name, text] of files) {
    mkdirSync(dirname(join(draft, name)), { recursive: true })
    writeFileSync(join(draft, name), text)
  }
  try {
    renameSync(draft, directory)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // Another process was first, with the same content.
    if (!existsSync(directory)) throw error
  }
}

function replaceFile(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, text)
  renameSync(draft, file)
}

const slug = (name: string): string => name.replace(/[^a-z0-9]+/gi, '_')

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
