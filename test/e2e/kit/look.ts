import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { opsArguments } from './ops.ts'

export interface Looked {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

let child: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * What the operators' command line says with `--json`, of the stack under test. For what is asked again and again: the program
 * is loaded once, because loading it for each question would take a processor from the work that is waited for.
 * @throws {Error} with what it printed when it fails.
 */
export function look<Value>(...args: readonly string[]): Promise<Value> {
  const answer = last.then(() => ask([...opsArguments(), ...args, '--json']))
  last = answer.catch(() => undefined)
  return answer.then(({ stdout, stderr, code }) => {
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return JSON.parse(stdout) as Value
  })
}

function ask(argv: readonly string[]): Promise<Looked> {
  child ??= start()
  const asked = child
  asked.channel?.ref()
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`The command line ended at: ${argv.join(' ')}`))
    asked.once('exit', ended)
    asked.once('message', (answer: Looked) => {
      asked.off('exit', ended)
      asked.channel?.unref()
      resolve(answer)
    })
    asked.send([...argv])
  })
}

/** Starts the process of the command line. It does not keep this process alive, and ends once this process has ended. */
function start(): ChildProcess {
  const started = fork(join(import.meta.dirname, 'look-process.ts'), {
    env: { ...process.env, NO_COLOR: '1' },
    execArgv: [],
  })
  started.unref()
  started.once('exit', () => {
    child = undefined
  })
  return started
}
