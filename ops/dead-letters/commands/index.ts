import type { Command } from 'commander'
import { addListCommand } from './list.ts'
import { addOperationCommands } from './operations.ts'
import { addRetryCommand } from './retry.ts'
import { addShowCommand } from './show.ts'

/** Dead letters as issues: found, understood, repaired. */
export function addDeadLetterCommands(program: Command): void {
  const deadLetters = program.command('dead-letters').description('what consumers have given up, grouped by cause')
  addListCommand(deadLetters)
  addShowCommand(deadLetters)
  addRetryCommand(deadLetters)
  addOperationCommands(program)
}
