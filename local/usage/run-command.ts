import { ExpectedError, UsageError } from './usage-error.ts'

/**
 * Runs a command and sets the exit code: that of `main`, 2 for a mistake of whoever typed it or wrote the template, 1 for any other
 * failure.
 * A mistake and what the system refuses (a port in use, a file that cannot be written) are one line; what nobody expected
 * is printed with its stack.
 * @param help how to see what is allowed, e.g. `npm start -- --help`.
 */
export async function runCommand(help: string, main: () => Promise<number>): Promise<void> {
  // The reader of the output may be gone, as in "npm start | head": that is no reason to stop serving.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessClosed)
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = exitCodeOf(error)
    process.stderr.write(`${describe(error, help)}\n`)
  }
}

function unlessClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2
  return error instanceof ExpectedError ? error.exitCode : 1
}

function describe(error: unknown, help: string): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UsageError) return `${oneLine(error.message)} See ${help}`
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another with --port or --endpoint-port.`
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} needs more rights. Choose another with --port or --endpoint-port.`
  return code !== undefined || error instanceof ExpectedError ? error.message : (error.stack ?? error.message)
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ')
