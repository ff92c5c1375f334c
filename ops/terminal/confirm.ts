import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { UsageError } from './usage-error.ts'

export interface Asking {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
}

/**
 * Asks for confirmation before something that cannot be undone.
 * @param yes the answer was given on the command line (`--yes`): nobody is asked.
 * @throws {UsageError} when there is nobody to ask, because the input is not a terminal; {Error} for any other answer than "yes".
 */
export async function confirm(
  question: string,
  yes: boolean,
  { input, output }: Asking = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes) return
  if (!input.isTTY) throw new UsageError(`${question} There is nobody to ask here: if so, add --yes.`)
  const answer = await answerTo(`${question} Type "yes" to go on: `, { input, output })
  if (answer.trim().toLowerCase() !== 'yes') throw new Error('Nothing was done.')
}

/** The end of the input, or Ctrl-C, is an answer too: an empty one. */
function answerTo(prompt: string, { input, output }: Asking): Promise<string> {
  const lines = createInterface({ input, output })
  return new Promise((resolve) => {
    lines.question(prompt, (answer) => {
      resolve(answer)
      lines.close()
    })
    lines.once('close', () => resolve(''))
  })
}
