import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { targetFromEnvironment } from './target.ts'

export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Which stack a command is about: that under test. */
export function opsArguments(): readonly string[] {
  const { endpointUrl, stackName } = targetFromEnvironment()
  return ['--stack', stackName, ...(endpointUrl ? ['--endpoint', endpointUrl] : [])]
}

let child: ChildProcess | undefined
let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a command of the operators' command line in a process that is kept, one after another. To load the program for each of them
 * would take half a second of a processor, from the work that the command is about.
 */
export function runKept(args: readonly string[]): Promise<Printed> {
  const answer = last.then(() => ask([...opsArguments(), ...args]))
  last = answer.catch(() => undefined)
  return answer
}

function ask(argv: readonly string[]): Promise<Printed> {
  child ??= start()
  const asked = child
  asked.channel?.ref()
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`The command line ended at: ${argv.join(' ')}`))
    asked.once('exit', ended)
    asked.once('message', (answer: Printed) => {
      asked.off('exit', ended)
      asked.channel?.unref()
      resolve(answer)
    })
    asked.send([...argv])
  })
}

/** Starts the process. It does not keep this process alive, and ends once this process has ended. Nobody sits at its terminal. */
function start(): ChildProcess {
  const started = fork(join(import.meta.dirname, 'kept-ops-process.ts'), {
    env: { ...process.env, NO_COLOR: '1' },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  started.unref()
  started.once('exit', () => {
    child = undefined
  })
  return started
}
