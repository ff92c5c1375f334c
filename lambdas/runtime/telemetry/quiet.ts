/**
 * The same log, whose calls never throw: what cannot be logged (a field whose getter throws, a console that is gone) is no
 * reason to fail what has been done, or is being done.
 * @param failed is told what a call threw.
 */
export const quiet = <Log extends object>(log: Log, failed: (thrown: unknown) => void = () => {}): Log =>
  new Proxy(log, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...line: unknown[]) => {
        try {
          return Reflect.apply(method, target, line) as unknown
        } catch (thrown) {
          failed(thrown)
          return undefined
        }
      }
    },
  })
