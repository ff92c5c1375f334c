import { HeldError, PipelineError, UnavailableError } from '../errors.ts'
import { isAway } from '../retry/is-away.ts'
import { type Clock, isWithin } from '../system/clock.ts'
import { toError } from '../to-error.ts'
import { keepOutOfErrors } from './keep-out-of-errors.ts'
import type { ReadText, Secret, SecretSchema } from './secret-types.ts'

/** A rotated secret is known everywhere after this time, at the latest. */
const FRESH_MS = 5 * 60_000
/** How long a value serves that cannot be read again because Secrets Manager is away. */
const SERVES_MS = 60 * 60_000
/** Time between two reads of which the first has failed, or has brought the very value that was refused. */
const PAUSE_MS = 5_000
/** Seconds after which messages look again whether somebody has put the secret right. */
const HELD_SECONDS = 60

interface Kept<Value> {
  readonly text: string
  readonly value: Value
  /** Epoch milliseconds. */
  readonly readAt: number
}

export interface KeptSecretOptions<Value> {
  /** In Secrets Manager. */
  readonly name: string
  readonly schema: SecretSchema<Value> | undefined
  readonly readText: ReadText
  readonly clock: Clock
}

/** Keeps the value of a secret in memory: all calls of a function share one read. No error has any part of the value in it. */
export class KeptSecret<Value> implements Secret<Value | string> {
  readonly #options: KeptSecretOptions<Value>
  #kept: Kept<Value | string> | undefined
  #reading: Promise<Kept<Value | string>> | undefined
  #failed: { readonly error: Error; readonly at: number } | undefined

  constructor(options: KeptSecretOptions<Value>) {
    this.#options = options
  }

  async value(): Promise<Value | string> {
    const kept = this.#kept
    if (kept && isWithin(FRESH_MS, kept.readAt, this.#now())) return kept.value
    try {
      return (await this.#read()).value
    } catch (error) {
      if (kept && error instanceof UnavailableError && isWithin(SERVES_MS, kept.readAt, this.#now())) return kept.value
      throw error
    }
  }

  async insteadOf(refused: Value | string): Promise<Value | string> {
    const kept = this.#kept
    if (!kept || kept.value !== refused) return this.value()
    if (isWithin(PAUSE_MS, kept.readAt, this.#now())) return kept.value
    return (await this.#read()).value
  }

  /** @throws the error of the last read where that is only seconds ago. */
  #read(): Promise<Kept<Value | string>> {
    const failed = this.#failed
    if (failed && isWithin(PAUSE_MS, failed.at, this.#now())) return Promise.reject(failed.error)
    this.#reading ??= this.#readAnew().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #readAnew(): Promise<Kept<Value | string>> {
    try {
      const text = await this.#options.readText()
      keepOutOfErrors(text)
      // The same text stays the same value, also where that is an object: by it a refused value is known again.
      const value = this.#kept?.text === text ? this.#kept.value : this.#valueOf(text)
      this.#failed = undefined
      this.#kept = { text, value, readAt: this.#now() }
      return this.#kept
    } catch (thrown) {
      const error = this.#failureOf(toError(thrown))
      this.#failed = { error, at: this.#now() }
      throw error
    }
  }

  #failureOf(error: Error): Error {
    if (error instanceof PipelineError) return error
    const { name } = this.#options
    const said = `${error.name}: ${error.message}`.replaceAll(/\s+/g, ' ')
    if (isAway(error)) {
      return new UnavailableError(
        'SECRET_UNAVAILABLE',
        `Secrets Manager does not give the secret ${name} now: ${said}`,
        {
          cause: error,
        },
      )
    }
    // Without a cause, which a dead letter would name in place of this error when the queue's time is over.
    return new HeldError(
      'SECRET_REFUSED',
      `The secret ${name} cannot be read: it is not there, or may not be read (docs/secrets.md). ${said}`,
      HELD_SECONDS,
    )
  }

  #valueOf(text: string): Value | string {
    const { schema } = this.#options
    if (!schema) return text
    let json: unknown
    try {
      json = JSON.parse(text)
    } catch {
      // The parser's own message quotes the text.
      throw this.#malformed('it is not JSON')
    }
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    const places = parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the whole')
    throw this.#malformed(`wrong or missing is ${[...new Set(places)].join(', ')}`)
  }

  #malformed(problem: string): HeldError {
    return new HeldError(
      'SECRET_MALFORMED',
      `The secret ${this.#options.name} is not what the code expects: ${problem}.`,
      HELD_SECONDS,
    )
  }

  #now(): number {
    return this.#options.clock.now()
  }
}
