import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything large is loaded: compiling takes half of the time to start.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compile'))

const { loadCommand } = await import('./cli/load-command.ts')
const { runProgram } = await import('./program.ts')

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // A reader that closes the pipe early (`| head`) is not a failure.
  process.exit()
})

const { opsProgram } = await loadCommand(() => import('./commands.ts'))
/** `npm run ops -- <command>`: operator tools, for the local runtime and AWS alike. */
await runProgram(opsProgram(), process.argv)
