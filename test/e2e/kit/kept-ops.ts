import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../../dev/synthesize.ts'
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

interface Kept {
  child: ChildProcess | undefined
  last: Promise<unknown>
}

const byCheckout = new Map<string, Kept>()

/**
 * Runs a command of the operators' command line in a process that is kept, one after another. To load the program for each of them
 * would take half a second of a processor, from the work that the command is about.
 * @param checkout directory whose sources are the command line. Default: this one's.
 */
export function runKept(args: readonly string[], checkout: string = projectRoot): Promise<Printed> {
  const kept = byCheckout.get(checkout) ?? { child: undefined, last: Promise.resolve() }
  byCheckout.set(checkout, kept)
  const argv = [...opsArguments(), ...args]
  const answer = kept.last.then(() => {
    kept.child ??= start(checkout, kept)
    return ask(kept.child, argv)
  })
  kept.last = answer.catch(() => undefined)
  return answer
}

function ask(child: ChildProcess, argv: readonly string[]): Promise<Printed> {
  child.channel?.ref()
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`The command line ended at: ${argv.join(' ')}`))
    child.once('exit', ended)
    child.once('message', (answer: Printed) => {
      child.off('exit', ended)
      child.channel?.unref()
      resolve(answer)
    })
    child.send([...argv])
  })
}

/** Starts the process. It does not keep this process alive, and ends once this process has ended. Nobody sits at its terminal. */
function start(checkout: string, kept: Kept): ChildProcess {
  const started = fork(join(import.meta.dirname, 'kept-ops-process.ts'), [checkout], {
    cwd: checkout,
    env: { ...process.env, NO_COLOR: '1' },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  started.unref()
  started.once('exit', () => {
    kept.child = undefined
  })
  return started
}
