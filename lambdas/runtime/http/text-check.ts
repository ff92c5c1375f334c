import { toPointer } from '../../../events/errors.ts'
import { HttpError } from './http-error.ts'

/** Deeper than any request of ours; a recursive reader further on needs a bound. */
const MAX_DEPTH = 32

/** Whether a text is free of NUL, halves of surrogate pairs, U+FFFE and U+FFFF, which some store or queue on the way would refuse. */
export const isCleanText = (text: string): boolean => text.isWellFormed() && !/[\0\ufffe\uffff]/.test(text)

export const UNCLEAN_TEXT = 'must be well-formed Unicode without NUL, U+FFFE and U+FFFF'

/**
 * Pointers to every text in a JSON value, keys included, that is not clean.
 * @throws {HttpError} 400 `body_too_deep`.
 */
export function uncleanTexts(value: unknown, path: readonly string[] = []): string[] {
  if (path.length > MAX_DEPTH) {
    throw new HttpError(400, 'body_too_deep', `The body is nested more than ${MAX_DEPTH} levels deep.`)
  }
  if (typeof value === 'string') return isCleanText(value) ? [] : [toPointer(path)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    isCleanText(key) ? uncleanTexts(inner, [...path, key]) : [toPointer(path)],
  )
}
