import type { Secret } from '../secrets/secret.ts'

export interface MemorySecret<Value> extends Secret<Value> {
  /** Rotates it. As with the real one, who has a value keeps it until the downstream has refused it, or five minutes are over, which do not pass here. */
  rotate(value: Value): void
  /** Every read throws this from now on, such as a `HeldError` with the code `SECRET_REFUSED`; nothing, with `undefined`. */
  refuseWith(error: Error | undefined): void
}

/**
 * A secret for tests, in the place of `secret(name)`: code gets its secrets as arguments, and the entry of the function passes the real ones.
 * @example
 *   const key = memorySecret('old')
 *   const labels = consumerHarness(labelsConsumer, labelsHandlers(carrier, key))
 *   key.rotate('new')
 */
export function memorySecret<Value>(first: Value): MemorySecret<Value> {
  let kept = first
  let current = first
  let refusal: Error | undefined
  const given = async (value: Value): Promise<Value> => {
    if (refusal) throw refusal
    return value
  }
  return {
    value: () => given(kept),
    insteadOf: (refused) => {
      if (kept === refused) kept = current
      return given(kept)
    },
    rotate: (value) => {
      current = value
    },
    refuseWith: (error) => {
      refusal = error
    },
  }
}
