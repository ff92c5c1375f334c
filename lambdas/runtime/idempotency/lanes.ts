/** One at a time per name, in order of arrival. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>()

  /** Waits for its turn. @returns leaves the lane; calling it twice does no harm. */
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
