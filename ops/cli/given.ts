import { InvalidArgumentError } from 'commander'

/** For commander: a text that must say something. A script whose variable is unset gives an empty one, which would select everything. */
export function textGiven(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It is empty.')
}

/** For commander: an option that may be given several times. No other option may. */
export const severalGiven = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  textGiven(text),
]
