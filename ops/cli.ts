import { opsProgram } from './commands.ts'
import { runProgram } from './program.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // Whoever reads along (`| head`) has seen enough: that is not a failure.
  process.exit()
})

/** `npm run ops -- <command>`: operator tools, for the local runtime and AWS alike. */
await runProgram(opsProgram(), process.argv)
