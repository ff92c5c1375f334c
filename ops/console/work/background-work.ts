/** Something that goes on while nobody waits for it: a retry, a rebuild, a drain. */
export interface Work {
  /** Only one of a name goes on at a time, e.g. `rebuild order-view`. */
  readonly name: string
  /** ISO 8601 */
  readonly startedAt: string
  readonly endedAt?: string
  /** How far it is, in words. */
  readonly says?: string
  /** Why it ended early. */
  readonly error?: string
}

export interface Working {
  /** Aborts when the console is stopped. */
  readonly signal: AbortSignal
  /** Tells how far it is. */
  readonly say: (text: string) => void
}

/** The number of names whose ended work is remembered. */
const MOST_ENDED = 200

/** Work that the console's process does. When it is stopped, what it does is ended in an orderly way, and can be taken up again. */
export class BackgroundWork {
  readonly #now: () => number
  readonly #stop = new AbortController()
  readonly #works = new Map<string, Work>()
  readonly #running = new Map<string, Promise<void>>()

  /** @param now epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Begins it, unless work of this name goes on already.
   * @param run resolves with what came of it, in words. @returns false when it goes on already: nothing was begun.
   */
  start(name: string, run: (working: Working) => Promise<string>): boolean {
    this.#stop.signal.throwIfAborted()
    if (this.#running.has(name)) return false
    this.#works.delete(name)
    this.#works.set(name, { name, startedAt: this.#iso() })
    const note = (change: Partial<Work>) => this.#works.set(name, { ...this.#works.get(name)!, ...change })
    const working = { signal: this.#stop.signal, say: (says: string) => void note({ says }) }
    const running = run(working)
      .then(
        (says) => void note({ says, endedAt: this.#iso() }),
        (error) => void note({ error: messageOf(error), endedAt: this.#iso() }),
      )
      .finally(() => {
        this.#running.delete(name)
        this.#forget()
      })
    this.#running.set(name, running)
    return true
  }

  isRunning(name: string): boolean {
    return this.#running.has(name)
  }

  /** The state of work that goes on, or has ended, in this process. */
  get(name: string): Work | undefined {
    return this.#works.get(name)
  }

  /** Resolves when everything has ended. Nothing can be begun any more. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('The console was stopped.'))
    await Promise.all(this.#running.values())
  }

  #iso = (): string => new Date(this.#now()).toISOString()

  #forget(): void {
    const ended = [...this.#works.keys()].filter((name) => !this.#running.has(name))
    for (const name of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) this.#works.delete(name)
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error)
