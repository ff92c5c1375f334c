import { spawn } from 'node:child_process'
import { projectRoot } from '../../dev/synthesize.ts'
import { startPipeline } from '../support/pipeline-process.ts'
import { median } from '../support/statistics.ts'

/** Milliseconds until both addresses are served, of so many starts of what `npm start` runs. */
export async function startTimes(
  args: readonly string[],
  count: number,
  before: () => void = () => {},
): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    before()
    const pipeline = await startPipeline(['--no-sample', ...args])
    times.push(pipeline.readyMs)
    await pipeline.stop()
  }
  return times
}

/** Milliseconds that npm takes before it has started what `npm start` runs: the difference of two runs that only print the help. */
export async function npmsOwnMs(count: number): Promise<number> {
  const times = async (command: string, args: readonly string[]) => {
    const all: number[] = []
    for (let index = 0; index < count; index++) all.push(await runMs(command, args))
    return median(all)
  }
  const withNpm = await times('npm', ['start', '--', '--help'])
  return withNpm - (await times(process.execPath, ['dev/start.mjs', '--help']))
}

async function runMs(command: string, args: readonly string[]): Promise<number> {
  const began = performance.now()
  const child = spawn(command, args, { cwd: projectRoot, stdio: 'ignore' })
  await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
  return performance.now() - began
}
