import { timeRuns } from '../support/time-runs.ts'
import { batches } from './workload.ts'

/** One contender in a process of its own, fed batch after batch, as one Lambda environment is. */
type Handler = (event: unknown, context: unknown) => Promise<unknown>

const [bundle = '', seconds = '3', warmUpSeconds = '2', batchSize = '10'] = process.argv.slice(2)
const { handler } = (await import(bundle)) as { handler: Handler }
/** Made beforehand: their making is not the consumer's work. More than pass between two visits of one. */
const work = batches(Number(batchSize))
const prepared = Array.from({ length: Math.ceil(20_000 / Number(batchSize)) }, () => work.next().value)
let next = 0

const context = {
  getRemainingTimeInMillis: () => 10_000,
  awsRequestId: 'bench',
  functionName: 'bench',
  callbackWaitsForEmptyEventLoop: false,
}

async function handleBatch(): Promise<number> {
  const batch = prepared[next++ % prepared.length]!
  const answer = (await handler(batch, context)) as { batchItemFailures?: unknown[] }
  if (answer?.batchItemFailures?.length !== 0) throw new Error(`A batch failed: ${JSON.stringify(answer)}`)
  return batch.Records.length
}

await timeRuns(handleBatch, { seconds: Number(seconds), warmUpSeconds: Number(warmUpSeconds) })
