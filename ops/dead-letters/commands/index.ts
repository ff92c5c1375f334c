import type { Command } from 'commander'
import { addCloseCommands } from './close.ts'
import { addDecisionCommands } from './decide.ts'
import { addEditCommand } from './edit.ts'
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
  addEditCommand(deadLetters)
  addCloseCommands(deadLetters)
  addDecisionCommands(deadLetters)
  addOperationCommands(program)
}
