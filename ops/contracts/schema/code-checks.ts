import { asTokens } from './tokens.ts'

/** Between the text of a check and the values that it reads from around it: no text of a check has a line break. */
export const WHERE = '\nwhere '

/**
 * Whether a check in code is among those that were passed already, however it is formatted. Older releases keep the text of a check
 * without the values that it reads from around it: for them the text alone counts, as it did then.
 */
export const isKnownCheck = (check: string, known: readonly string[]): boolean =>
  known.some((one) => one === check || (isSameCode(one, check) && areSameValues(one, check)))

/** Whether they are the same, however they are formatted and whatever the values are that they read. */
export const isSameCode = (one: string, other: string): boolean => isSameText(parts(one)[0], parts(other)[0])

function areSameValues(one: string, other: string): boolean {
  const [[, values], [, otherValues]] = [parts(one), parts(other)]
  return values === undefined || otherValues === undefined || isSameText(values, otherValues)
}

const isSameText = (one: string, other: string): boolean => one === other || asTokens(one) === asTokens(other)

function parts(check: string): readonly [code: string, values: string | undefined] {
  const at = check.indexOf(WHERE)
  return at < 0 ? [check, undefined] : [check.slice(0, at), check.slice(at + WHERE.length)]
}
