import { hash } from 'node:crypto'
import { LocalAwsError, validationError } from '../errors.ts'
import { ABOVE, END } from '../storage/encoding.ts'
import type { Store, Writes } from '../storage/store.ts'

/** How long a client request token is remembered. */
const TOKEN_LIFETIME_MS = 10 * 60 * 1000

const PREFIX = `t${END}`
const MAX_TOKEN_LENGTH = 36

interface Remembered {
  fingerprint: string
  expiresAt: number
}

/** Client request tokens of committed transactions, stored together with what they did. */
export class RequestTokens {
  /** In the order in which they expire. */
  readonly #tokens = new Map<string, Remembered>()

  static async open(store: Store): Promise<RequestTokens> {
    const tokens = new RequestTokens()
    const entries = await store.range({ gte: PREFIX, lt: PREFIX + ABOVE })
    const remembered = entries.map(([key, json]) => [decode(key), JSON.parse(json) as Remembered] as const)
    remembered.sort(([, a], [, b]) => a.expiresAt - b.expiresAt)
    for (const [token, value] of remembered) tokens.#tokens.set(token, value)
    return tokens
  }

  /** Whether the same request has been done already; throws if the token was used for another one. */
  isKnown(token: string, fingerprint: string, now: number): boolean {
    if (token.length < 1 || token.length > MAX_TOKEN_LENGTH) {
      throw validationError(
        `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ` +
          `Member must have length less than or equal to ${MAX_TOKEN_LENGTH}`,
      )
    }
    const known = this.#tokens.get(token)
    if (!known || known.expiresAt <= now) return false
    if (known.fingerprint === fingerprint) return true
    throw new LocalAwsError(
      'IdempotentParameterMismatchException',
      'The request has a client request token that was already used for a different request',
    )
  }

  /** Adds the token to the writes of its transaction, and what has expired to be removed. */
  remember(writes: Writes, token: string, fingerprint: string, now: number): void {
    for (const [old, { expiresAt }] of this.#tokens) {
      if (expiresAt > now) break
      this.#tokens.delete(old)
      writes.set(encode(old), null)
    }
    const remembered = { fingerprint, expiresAt: now + TOKEN_LIFETIME_MS }
    this.#tokens.delete(token)
    this.#tokens.set(token, remembered)
    writes.set(encode(token), JSON.stringify(remembered))
  }
}

/** Equal for requests of the same text, as a retry sends it. */
export function fingerprintOf(body: Buffer): string {
  return hash('sha1', body, 'base64')
}

function encode(token: string): string {
  return PREFIX + encodeURIComponent(token)
}

function decode(key: string): string {
  return decodeURIComponent(key.slice(PREFIX.length))
}
