import { createHash, type Hash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Everything that a template and the code of functions are made of. Packages are in it by the lock file. */
const INPUTS = ['bin', 'cdk.json', 'contracts', 'events', 'lambdas', 'lib', 'package-lock.json', 'prices', 'stages']
/** Variables that the CDK or our own synthesis reads; settings are in one of them. */
const READ_VARIABLES = /^(CDK|PIPELINE)_/

export interface SynthesisRequest {
  /** Root folder of the project. */
  readonly root: string
  readonly outputDir: string
  /** Environment of the CDK app, which includes the CDK context. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The app's file, from the root; changes in its folder invalidate the record, too. Default: an app in a folder that is read anyway. */
  readonly app?: string
}

/**
 * Remembers what an assembly was synthesized from, so that a start need not synthesize again as long as nothing has changed. The record
 * lies with the packages, whose cache also has the source maps of the functions: whoever deletes those gets a fresh synthesis.
 */
export class SynthesisRecord {
  readonly #file: string
  readonly #outputDir: string
  readonly #inputs: string

  /** Reads all inputs, so it is made before they are used: a file that is saved meanwhile makes the record outdated. */
  constructor({ root, outputDir, env, app = 'bin/app.ts' }: SynthesisRequest) {
    this.#outputDir = outputDir
    this.#file = fileOf(root, outputDir)
    const hash = createHash('sha256').update(process.version)
    const variables = Object.entries(env).filter(([variable]) => READ_VARIABLES.test(variable))
    hash.update(JSON.stringify(variables.sort()))
    for (const input of new Set([...INPUTS, dirname(app)])) addFile(hash, root, input)
    this.#inputs = hash.digest('hex')
  }

  /** Whether the assembly is there, untouched, and made of exactly these inputs. */
  isCurrent(): boolean {
    try {
      return readFileSync(this.#file, 'utf8') === this.#text()
    } catch {
      return false
    }
  }

  /** To be called when the synthesis was successful. */
  write(): void {
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, this.#text())
  }

  /** @throws {Error} if a file or folder of the assembly is missing. */
  #text(): string {
    return `${this.#inputs} ${hashOfAssembly(this.#outputDir)}`
  }
}

/** Makes the next synthesis into this directory a real one. */
export const forgetSynthesis = (root: string, outputDir: string): void =>
  rmSync(fileOf(root, outputDir), { force: true })

function fileOf(root: string, outputDir: string): string {
  const name = createHash('sha256').update(resolve(outputDir)).digest('hex').slice(0, 16)
  return join(root, 'node_modules', '.cache', 'synthesis', name)
}

function addFile(hash: Hash, root: string, path: string): void {
  const found = statSync(join(root, path), { throwIfNoEntry: false })
  if (found?.isFile()) hash.update(`${path}\0${found.size}\0`).update(readFileSync(join(root, path)))
  else if (found) for (const name of readdirSync(join(root, path)).sort()) addFile(hash, root, `${path}/${name}`)
}

/** Hashes its manifest and templates only: folders with the code of functions are named by a hash of what is in them. */
function hashOfAssembly(directory: string): string {
  const hash = createHash('sha256')
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'))
  if (!files.includes('manifest.json')) throw new Error(`${directory} holds no assembly.`)
  for (const name of files.sort()) {
    const text = readFileSync(join(directory, name), 'utf8')
    hash.update(`${name}\0${text}`)
    if (name.endsWith('.assets.json')) assertAssets(directory, text)
  }
  return hash.digest('hex')
}

function assertAssets(directory: string, text: string): void {
  const { files = {} } = JSON.parse(text) as { files?: Record<string, { source: { path: string } }> }
  for (const { source } of Object.values(files)) {
    if (!existsSync(join(directory, source.path))) throw new Error(`${source.path} is missing.`)
  }
}
