import type { Command } from 'commander'
import { createProgram } from './program.ts'
import { addReadModelCommands } from './read-models/commands.ts'
import { addReplayCommand } from './replay/replay-command.ts'

/** The operator tools as one program. Every family of commands is one line. */
export function opsProgram(): Command {
  const program = createProgram()
  addReadModelCommands(program)
  addReplayCommand(program)
  return program
}
