import { randomInt, randomUUID } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ServiceError } from '../endpoint/service-error.ts'
import { addVersion, CURRENT, SECRET_NAME, type StoredSecret } from './secret.ts'

export interface SecretsPlace {
  region: string
  accountId: string
  /** Secrets are kept here; without it, in memory. */
  dataDir?: string
  clock: { now(): number }
}

const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** The secrets of the account, with those that are marked for deletion. */
export class SecretStore {
  readonly #place: SecretsPlace
  readonly #file: string | undefined
  readonly #secrets: Map<string, StoredSecret>

  /** @throws {Error} when the file cannot be read. */
  constructor(place: SecretsPlace) {
    this.#place = place
    this.#file = place.dataDir === undefined ? undefined : join(place.dataDir, 'secrets.json')
    const kept = this.#file === undefined ? [] : readSecrets(this.#file)
    this.#secrets = new Map(kept.map((secret) => [secret.name, secret]))
  }

  now(): number {
    return this.#place.clock.now()
  }

  /** Every secret that is not gone yet, in the order of names. */
  all(): StoredSecret[] {
    for (const [name, { goneAt }] of this.#secrets) {
      if (goneAt !== undefined && goneAt <= this.now()) this.#secrets.delete(name)
    }
    return [...this.#secrets.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  }

  /** @param id name, ARN, or ARN without the six random characters. */
  find(id: string): StoredSecret | undefined {
    const name = id.startsWith(this.#arnOf('')) ? id.slice(this.#arnOf('').length) : id
    return this.all().find((secret) => secret.arn === id || secret.name === name)
  }

  /** @throws {ServiceError} where it is not there. */
  get(id: string): StoredSecret {
    const secret = this.find(id)
    if (secret) return secret
    throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
  }

  /** @throws {ServiceError} where it is not there, or marked for deletion. */
  usable(id: string): StoredSecret {
    const secret = this.get(id)
    if (secret.deletedAt === undefined) return secret
    throw new ServiceError(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
  }

  /** The ARN by which IAM judges: that of the secret, or one without random characters where there is none. */
  arnOf(id: string): string {
    return this.find(id)?.arn ?? (id.startsWith('arn:') ? id : this.#arnOf(id))
  }

  create(given: Pick<StoredSecret, 'name' | 'description' | 'kmsKeyId' | 'tags'>): StoredSecret {
    if (!SECRET_NAME.test(given.name)) {
      throw new ServiceError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      )
    }
    const now = this.now()
    const suffix = Array.from({ length: 6 }, () => SUFFIX_CHARACTERS[randomInt(SUFFIX_CHARACTERS.length)]).join('')
    const arn = `${this.#arnOf(given.name)}-${suffix}`
    const secret: StoredSecret = { ...given, arn, createdAt: now, changedAt: now, versions: [] }
    this.#secrets.set(secret.name, secret)
    return secret
  }

  remove({ name }: StoredSecret): void {
    this.#secrets.delete(name)
  }

  /** Gives a secret this value, as somebody would by hand before the start; nothing where it has it already. */
  put(name: string, text: string): void {
    const secret = this.find(name) ?? this.create({ name, tags: [] })
    delete secret.deletedAt
    delete secret.goneAt
    const current = secret.versions.find(({ stages }) => stages.includes(CURRENT))
    if (current?.text !== text) addVersion(secret, { id: randomUUID(), text, stages: [CURRENT] }, this.now())
    this.save()
  }

  /** Called after each change, before it is answered. */
  save(): void {
    if (this.#file === undefined) return
    // A file that is being written when the process is killed must not take the place of the one before.
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.all()), { flush: true, mode: 0o600 })
    renameSync(`${this.#file}.new`, this.#file)
  }

  #arnOf(name: string): string {
    const { region, accountId } = this.#place
    return `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}`
  }
}

function readSecrets(file: string): StoredSecret[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const kept: unknown = JSON.parse(text)
  if (Array.isArray(kept)) return kept as StoredSecret[]
  throw new Error('it is not a list of secrets')
}
