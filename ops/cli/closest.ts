import { closest } from 'fastest-levenshtein'

/** The end of an error message about an unknown name: the most similar name, and all names that there are. */
export function closestOf(given: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  return ` Did you mean ${closest(given, [...known])}? There are: ${known.join(', ')}.`
}
