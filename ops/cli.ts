import { opsProgram } from './commands.ts'
import { runProgram } from './program.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // A reader that closes the pipe early (`| head`) is not a failure.
  process.exit()
})

/** `npm run ops -- <command>`: operator tools, for the local runtime and AWS alike. */
await runProgram(opsProgram(), process.argv)
