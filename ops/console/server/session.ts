import { timingSafeEqual } from 'node:crypto'

const LIFETIME_SECONDS = 12 * 3_600

/**
 * Whoever knows the one-time token, which only the terminal shows, gets the cookie. The token is worth nothing after that: it
 * may stay behind in the history of a shell or a browser. The cookie's name has the port, because a browser gives the cookies
 * of an address to all of its ports.
 */
export class Session {
  readonly #secret: string
  readonly #cookieName: string
  readonly #nextToken: () => string
  readonly #used = new Set<string>()
  #token: string | undefined

  /** @param random a new secret text with each call, at least 128 bits. */
  constructor(port: number, random: () => string) {
    this.#cookieName = `console_${port}`
    this.#nextToken = random
    this.#secret = random()
  }

  /** A new token; the one before it is void. */
  issueToken(): string {
    this.#token = this.#nextToken()
    return this.#token
  }

  /** @returns the `Set-Cookie` header; nothing for a token that was used before, or never was one. */
  exchange(token: string): string | undefined {
    if (this.#token === undefined || !isSame(token, this.#token)) return undefined
    this.#used.add(token)
    this.#token = undefined
    return `${this.#cookieName}=${this.#secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME_SECONDS}`
  }

  /** Whether it was a token once: someone who has seen the terminal opens its address again. */
  wasUsed(token: string): boolean {
    return this.#used.has(token)
  }

  /** @param header the `Cookie` header of a request. */
  isOpenFor(header: string | undefined): boolean {
    const values = (header ?? '').split(';').map((part) => part.trim().split('='))
    return values.some(([name, value = '']) => name === this.#cookieName && isSame(value, this.#secret))
  }
}

/** Takes the same time however much of it is right. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
