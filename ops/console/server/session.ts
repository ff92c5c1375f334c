import { createHash, timingSafeEqual } from 'node:crypto'

const LIFETIME_SECONDS = 12 * 3_600

/** What lets a browser in: it needs both. */
export interface Admission {
  /** The `Set-Cookie` header. Scripts cannot read the cookie, and other sites cannot have it sent. */
  readonly cookie: string
  /**
   * For the page's own script, which keeps it for this origin and sends it with every question. A browser gives the cookies of an address to
   * all of its ports, so that the cookie alone would let in whoever runs a server on another port of this machine.
   */
  readonly key: string
}

interface Admitted {
  readonly secret: string
  readonly key: string
  /** Epoch milliseconds. */
  readonly until: number
}

/**
 * Each browser that is let in gets a secret and a key of its own, which are worth nothing after twelve hours, whoever else is let in meanwhile.
 * Any key goes with any secret that is still good, because the tabs of a browser share its cookie, and the latest replaces it.
 *
 * Whoever knows the one-time token, which only the terminal shows, is let in. The token is worth nothing after that: it may stay behind in
 * the history of a shell or a browser. The cookie's name has the port, so that several consoles can be open at once.
 */
export class Session {
  readonly #cookieName: string
  readonly #random: () => string
  readonly #now: () => number
  readonly #used = new Set<string>()
  #admitted: readonly Admitted[] = []
  #token: string | undefined

  /** @param random a new secret text with each call, at least 128 bits. @param now epoch milliseconds. */
  constructor(port: number, random: () => string, now: () => number) {
    this.#now = now
    this.#cookieName = `console_${port}`
    this.#random = random
  }

  /** A new token; the one before it is void. */
  issueToken(): string {
    this.#token = this.#random()
    return this.#token
  }

  /** @returns nothing for a token that was used before, or never was one. */
  exchange(token: string): Admission | undefined {
    if (this.#token === undefined || !isSame(token, this.#token)) return undefined
    this.#used.add(token)
    this.#token = undefined
    const secret = this.#random()
    const key = createHash('sha256').update(`key ${secret}`).digest('base64url')
    this.#admitted = [...this.#open(), { secret, key, until: this.#now() + LIFETIME_SECONDS * 1000 }]
    const cookie = `${this.#cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${LIFETIME_SECONDS}`
    return { cookie, key }
  }

  #open(): readonly Admitted[] {
    return this.#admitted.filter(({ until }) => this.#now() < until)
  }

  /** Whether it was a token once: someone who has seen the terminal opens its address again. */
  wasUsed(token: string): boolean {
    return this.#used.has(token)
  }

  /** @param header the `Cookie` header of a request. @param key as the page's own script has sent it. */
  isOpenFor(header: string | undefined, key: unknown): boolean {
    if (typeof key !== 'string' || !this.#open().some((one) => isSame(key, one.key))) return false
    return this.hasCookie(header)
  }

  /** Whether it comes from a browser that was let in, or from whoever a browser has given its cookie to. */
  hasCookie(header: string | undefined): boolean {
    const values = (header ?? '').split(';').map((part) => part.trim().split('='))
    return values.some(
      ([name, value = '']) => name === this.#cookieName && this.#open().some(({ secret }) => isSame(value, secret)),
    )
  }
}

/** Takes the same time however much of it is right. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}
