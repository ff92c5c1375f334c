/**
 * The same logger, but its calls never throw: a line that cannot be written (a field whose getter throws, a closed console) must
 * not fail the work that is logged.
 * @param failed is called with the error that a call threw.
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
