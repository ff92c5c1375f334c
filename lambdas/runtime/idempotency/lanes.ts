/** Lets one caller at a time into each lane, by its name, in order of arrival. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>()

  /** Waits for a turn. @returns a function that leaves the lane; calling it twice does no harm. */
  async enter(name: string): Promise<() => void> {
    const before = this.#tails.get(name)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#tails.set(name, promise)
    await before
    return () => {
      if (this.#tails.get(name) === promise) this.#tails.delete(name)
      resolve()
    }
  }
}
