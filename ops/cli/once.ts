import type { Command } from 'commander'
import { severalGiven } from './given.ts'
import { UsageError } from './usage-error.ts'

/**
 * Refuses an option that is given twice, in every command of the program. Commander takes the last one without a word, and then a command
 * that somebody has put together of two does something else than its first half says.
 * @throws {UsageError} while the command line is read, before anything is done.
 */
export function refuseTwice(command: Command): void {
  for (const option of command.options) {
    if (option.parseArg === severalGiven) continue
    let count = 0
    command.on(`option:${option.name()}`, () => {
      if (++count > 1) throw new UsageError(`${option.long ?? option.flags} is given twice.`)
    })
  }
  for (const child of command.commands) refuseTwice(child)
}
