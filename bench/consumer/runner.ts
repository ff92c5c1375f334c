import { performance } from 'node:perf_hooks'
import { batches } from './workload.ts'

/** One contender in a process of its own, fed batch after batch, as one Lambda environment is. */
type Handler = (event: unknown, context: unknown) => Promise<unknown>

const [bundle = '', seconds = '3', warmUpSeconds = '2'] = process.argv.slice(2)
const { handler } = (await import(bundle)) as { handler: Handler }
/** Made beforehand: their making is not the consumer's work. More than pass between two visits of one. */
const work = batches(10)
const prepared = Array.from({ length: 2000 }, () => work.next().value)
let next = 0

async function run(milliseconds: number): Promise<number> {
  const end = performance.now() + milliseconds
  let events = 0
  while (performance.now() < end) {
    const batch = prepared[next++ % prepared.length]!
    const answer = (await handler(batch, context)) as { batchItemFailures?: unknown[] }
    if (answer?.batchItemFailures?.length !== 0) throw new Error(`A batch failed: ${JSON.stringify(answer)}`)
    events += batch.Records.length
  }
  return events
}

const context = {
  getRemainingTimeInMillis: () => 10_000,
  awsRequestId: 'bench',
  functionName: 'bench',
  callbackWaitsForEmptyEventLoop: false,
}

const answered = (message: unknown) =>
  new Promise((resolve) => process.once('message', resolve).send?.(message as object))

await run(Number(warmUpSeconds) * 1000)
await answered('warm')
const cpu = process.cpuUsage()
const startedAt = performance.now()
const events = await run(Number(seconds) * 1000)
const wallMs = performance.now() - startedAt
const { user, system } = process.cpuUsage(cpu)
await answered({ events, wallMs, cpuMs: (user + system) / 1000 })
process.exit(0)
