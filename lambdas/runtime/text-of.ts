/** Anything can be thrown, also what has no text: that must not become an error of its own. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'something without a text'
  }
}
