import { performance } from 'node:perf_hooks'

/** One unit of work, such as an invocation. @returns how many events were in it. */
export type Work = () => Promise<number>

const answered = (message: unknown) =>
  new Promise((resolve) => process.once('message', resolve).send?.(message as object))

async function run(work: Work, milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds
  let events = 0
  while (performance.now() < end) events += await work()
  return events
}

/** The life of a rival's process: warm up, wait to be told, work one after another, tell what it took, end. */
export async function timeRuns(work: Work, { seconds, warmUpSeconds }: { seconds: number; warmUpSeconds: number }) {
  await run(work, warmUpSeconds * 1000)
  await answered('warm')
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const events = await run(work, seconds * 1000)
  const wallMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  await answered({ events, wallMs, cpuMs: (user + system) / 1000 })
  process.exit(0)
}
