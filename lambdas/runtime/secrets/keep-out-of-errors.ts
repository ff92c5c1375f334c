import { types } from 'node:util'
import { cleanseErrorsBy } from '../to-error.ts'

/** Characters. Shorter texts stand in too many messages by chance. */
const LEAST_CHARACTERS = 8
/** Errors may cause each other in a circle. */
const MAX_CAUSES = 5
const MASK = '[secret]'

/** What may stand in no error, of every secret that this function has read: the values of before are still good for a while. */
const hidden = new Set<string>()

/** From now on, errors that pass `toError` have this value as `[secret]`, and so each text in it where it is JSON. */
export function keepOutOfErrors(value: string): void {
  cleanseErrorsBy(takeOut)
  for (const text of [value, ...textsIn(value)].map((one) => one.trim())) {
    if (text.length < LEAST_CHARACTERS) continue
    // As JSON and addresses write it, too.
    for (const form of [text, JSON.stringify(text).slice(1, -1), encoded(text)]) hidden.add(form)
  }
}

/**
 * Takes the values of secrets out of an error and its causes. Libraries quote what they are given: `fetch`, for one, names the whole header
 * `authorization` where a key has a line break in it, and logs, traces and dead letters keep that.
 * @returns the same error.
 */
function takeOut(error: Error): Error {
  let one: unknown = error
  for (let depth = 0; depth < MAX_CAUSES && types.isNativeError(one); depth++) {
    try {
      // The stack first, which begins with the message.
      for (const part of ['stack', 'message'] as const) mask(one, part)
      one = one.cause
    } catch {
      // Reading a thrown value may run code, which may throw in its turn; and a frozen one stays as it is.
      return error
    }
  }
  return error
}

function mask(error: Error, part: 'message' | 'stack'): void {
  const text = error[part]
  if (typeof text !== 'string') return
  // The longest first: a text in it would leave the rest of the whole.
  const masked = [...hidden]
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
  if (masked === text) return
  Object.defineProperty(error, part, { value: masked, writable: true, configurable: true, enumerable: false })
}

function textsIn(value: string): string[] {
  try {
    const texts: string[] = []
    JSON.parse(value, (_key, one: unknown) => {
      if (typeof one === 'string') texts.push(one)
      return one
    })
    return texts
  } catch {
    return []
  }
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // Half of a pair of surrogates has no such form.
    return text
  }
}
