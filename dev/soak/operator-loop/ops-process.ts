import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '../../synthesize.ts'
import { type Moment, openKillSwitch } from './kill-switch.ts'

export interface Ended {
  readonly isKilled: boolean
  /** Absent when it was killed. */
  readonly exitCode: number | undefined
  /** Calls of AWS that it made. */
  readonly calls: number
  /** Output of the command, both streams. */
  readonly printed: string
}

export interface OpsProcess {
  readonly endpointUrl: string
  readonly stack: string
  readonly args: readonly string[]
  /** AWS call at which the command is killed; without it, the command runs to its end. */
  readonly moment: Moment | undefined
}

/** Loading the tool costs more than its work: half of that is compiling. */
const NODE_COMPILE_CACHE = join(projectRoot, 'node_modules', '.cache', 'event-pipeline', 'compiled')

/** Runs `npm run ops -- …` as a process of its own, which SIGKILL ends without a chance to tidy up. */
export async function runOps({ endpointUrl, stack, args, moment }: OpsProcess): Promise<Ended> {
  const kill = () => void child?.kill('SIGKILL')
  const killSwitch = await openKillSwitch(endpointUrl, moment, kill)
  const where = ['--stack', stack, '--endpoint', killSwitch.url]
  const child = spawn(process.execPath, [join('ops', 'cli.ts'), ...where, ...args], {
    cwd: projectRoot,
    env: { NODE_COMPILE_CACHE, ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const read = (chunk: Buffer) => {
    printed += chunk
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (...ending) => resolve(ending))
    })
    return { isKilled: signal === 'SIGKILL', exitCode: code ?? undefined, calls: killSwitch.calls(), printed }
  } finally {
    kill()
    await killSwitch.close()
  }
}
