import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { UsageError } from './usage-error.ts'

export interface Asking {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable
}

/**
 * Asks for confirmation before something that cannot be undone.
 * @param place the stack that is changed, and where it is: it is told in any case, since the address may come from a variable that was set long ago.
 * @param yes the answer was given on the command line (`--yes`): nobody is asked.
 * @throws {UsageError} when there is nobody to ask, because the input is not a terminal; {Error} for any other answer than "yes".
 */
export async function confirm(
  place: string,
  question: string,
  yes: boolean,
  { input, output }: Asking = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes) {
    output.write(`In ${place}.\n`)
    return
  }
  const asked = `In ${place}: ${question}`
  if (!input.isTTY) throw new UsageError(`${asked} There is no terminal to ask at: to go on, add --yes.`)
  const answer = await answerTo(`${asked} Type "yes" to go on: `, { input, output })
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
