import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { layout } from './layout.ts'

const root = join(import.meta.dirname, '..', '..', '..')

export interface LocalProcess {
  readonly apiUrl: string
  readonly endpointUrl: string
  /** Lets one browser into the console, once; empty where it runs without one. */
  readonly consoleUrl: string
  readonly output: () => string
  /** Ends with the signal and resolves with the exit code, or null when the signal killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `npm start` as a user would, on free ports unless the arguments name some, and waits for its addresses. */
export async function startLocalProcess(args: readonly string[] = []): Promise<LocalProcess> {
  const ports = args.includes('--port') ? [] : ['--port', '0', '--endpoint-port', '0']
  // Sources do not change while tests run, and what somebody saves beside them must not change what they test.
  const quiet = args.includes('--no-synth') || args.includes('--exit') ? [] : ['--no-watch']
  const child = spawn(process.execPath, ['dev/start.mjs', ...ports, ...quiet, ...ofTheSuite(args), ...args], {
    cwd: root,
    env: { ...environment(args), NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const addresses = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /HTTP API\s+(http\S+)[\s\S]*AWS endpoint\s+(http\S+)\n/.exec(output)
      if (found) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)))
  })
  return {
    apiUrl: addresses[1] ?? '',
    endpointUrl: addresses[2] ?? '',
    consoleUrl: /Console\s+(http\S+)/.exec(output)?.[1] ?? '',
    output: () => output,
    stop: (signal = 'SIGTERM') => end(child, signal, exited),
  }
}

/**
 * Roles have other names in each layout. So a runtime whose layout a test states itself does not record which grants are used (`npm run check:iam`): what
 * roles may do it enforces all the same, and that all of it is used the tests in the layout of the suite show.
 */
function environment(args: readonly string[]): NodeJS.ProcessEnv {
  const { LOCAL_IAM_RECORD: _, ...unrecorded } = process.env
  return args.includes('--layout') ? unrecorded : process.env
}

/** The whole suite may run with an isolation and a layout that are not the default; a test that states its own keeps it. */
function ofTheSuite(args: readonly string[]): string[] {
  const { PIPELINE_ISOLATION } = process.env
  return [
    ...(PIPELINE_ISOLATION && !args.includes('--isolation') ? ['--isolation', PIPELINE_ISOLATION] : []),
    // An assembly that is there already has the layout in which it was synthesized.
    ...(layout && !args.includes('--layout') && !args.includes('--no-synth') ? ['--layout', layout] : []),
  ]
}

function end(child: ChildProcess, signal: NodeJS.Signals, exited: Promise<number | null>): Promise<number | null> {
  if (child.exitCode === null) child.kill(signal)
  return exited
}
