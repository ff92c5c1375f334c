import { InvalidArgumentError } from 'commander'

/** For commander, the parser of `--reason`: a reason must not be empty or only spaces. */
export function reasonGiven(text: string): string {
  if (text.trim() !== '') return text.trim()
  throw new InvalidArgumentError('Say why in a few words.')
}
