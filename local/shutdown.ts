type Step = (drainMs: number) => void | Promise<void>

/** What is to be stopped, last started first; all of it shares one time for draining. */
export class Shutdown {
  readonly #steps: Step[] = []
  readonly #drainMs: number
  #running: Promise<void> | undefined

  constructor(drainMs: number) {
    this.#drainMs = drainMs
  }

  add(step: Step): void {
    this.#steps.push(step)
  }

  /** Runs after every other step. */
  addLast(step: Step): void {
    this.#steps.unshift(step)
  }

  /** Runs the steps one after another, each with the time that is left; one that fails does not keep the others. */
  run(): Promise<void> {
    this.#running ??= this.#run()
    return this.#running
  }

  async #run(): Promise<void> {
    const endAt = performance.now() + this.#drainMs
    for (const step of this.#steps.reverse()) {
      try {
        await step(Math.max(0, endAt - performance.now()))
      } catch (error) {
        console.error(`While stopping: ${(error as Error).message}`)
      }
    }
  }
}
