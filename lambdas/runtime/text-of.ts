/** The text of any thrown value. Some values cannot be turned into a text, and trying must not throw another error. */
export function textOf(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return 'something without a text'
  }
}
