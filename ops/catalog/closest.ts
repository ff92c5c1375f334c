import { closest } from 'fastest-levenshtein'

/** ` Did you mean …?`, or what there is, for the end of a refusal. */
export function closestOf(given: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  return ` Did you mean ${closest(given, [...known])}? There are: ${known.join(', ')}.`
}
