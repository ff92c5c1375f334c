import { writeSync } from 'node:fs'

/**
 * A fresh process until the handler is there, and until it has handled its first message. Answers on descriptor 3 with
 * milliseconds since the process began, of wall clock and of CPU.
 */
const [bundle, batch] = process.argv.slice(2)

const now = () => {
  const { user, system } = process.cpuUsage()
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 }
}

const { handler } = await import(bundle)
const ready = now()
const answer = await handler(JSON.parse(batch), {
  getRemainingTimeInMillis: () => 10_000,
  awsRequestId: 'bench',
  functionName: 'bench',
  callbackWaitsForEmptyEventLoop: false,
})
const first = now()
if (answer?.batchItemFailures?.length !== 0) throw new Error(`The message failed: ${JSON.stringify(answer)}`)
writeSync(3, JSON.stringify({ ready, first }))
process.exit(0)
