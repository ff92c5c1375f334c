import { createProgram, runProgram } from './program.ts'
import { addReadModelCommands } from './read-models/commands.ts'
import { addReplayCommand } from './replay/replay-command.ts'

/** `npm run ops -- <command>`: operator tools, for the local runtime and AWS alike. Every family of commands is one line. */
const program = createProgram()
addReadModelCommands(program)
addReplayCommand(program)
await runProgram(program, process.argv)
