/** One thing that could not be read, and why. Everything else is shown nevertheless. */
export interface Unread {
  readonly what: readonly string[]
  /** AWS's own words, in one line. */
  readonly reason: string
}

/** Collects failed reads, so that one refused call leaves out one number and not the whole answer. */
export class UnreadList {
  readonly #whatByReason = new Map<string, string[]>()

  /** @returns nothing if it could not be read. */
  async attempt<Result>(what: string, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read()
    } catch (error) {
      this.add(what, reasonOf(error))
      return undefined
    }
  }

  add(what: string, reason: string): void {
    const known = this.#whatByReason.get(reason)
    if (known) known.push(what)
    else this.#whatByReason.set(reason, [what])
  }

  get list(): Unread[] {
    return [...this.#whatByReason].map(([reason, what]) => ({ what, reason }))
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { name, message } = error
  const text = (message || (error as NodeJS.ErrnoException).code || name).replace(/\s+/g, ' ')
  return text.includes(name) || name === 'Error' ? text : `${name}: ${text}`
}
