import { opsProgram } from './commands.ts'
import { runProgram } from './program.ts'

/** `npm run ops -- <command>`: operator tools, for the local runtime and AWS alike. */
await runProgram(opsProgram(), process.argv)
