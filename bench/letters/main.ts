import { setTimeout as delay } from 'node:timers/promises'
import { readOptions, wholeNumber } from '../../local/usage/options.ts'
import { runCommand } from '../../local/usage/run-command.ts'
import { listIssues } from '../../ops/dead-letters/issues/list-issues.ts'
import { planRetry, toOperation } from '../../ops/dead-letters/retry/plan.ts'
import { type RunEnvironment, runRetry } from '../../ops/dead-letters/retry/run.ts'
import { createOperation } from '../../ops/operations/store.ts'
import { SimulatedConsumer } from '../../test/ops/dead-letters/consumer-simulation.ts'
import { buryMany, deadLetter, eventIdOf, storeOf } from '../../test/ops/dead-letters/kit.ts'
import { startTestDynamoDb, testTables } from '../../test/support/dynamodb.ts'
import { MemorySqs } from '../../test/support/memory-sqs.ts'

const usage = `Lists many dead letters, and retries them all under a cap of letters a second: time, rate and memory of the operators' tools.
Records are in the local DynamoDB, over HTTP; queue and consumer are in this process and as fast as they are asked.

Usage: npm run bench:letters -- [--letters 10000] [--rate 500] [--samples 5]

  --letters N   dead letters of forty causes
  --rate N      letters a second, at most
  --samples N   lists of which the median is taken
  --help        this text
`

const KB = 1024
const MB = KB * KB
const CAUSES = 40
/** Messages that the consumer handles at once. */
const WIDTH = 20
/** As large as an order's. */
const BODY = 'x'.repeat(2 * KB)

const say = (text: string) => process.stdout.write(`${text}\n`)
const median = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0

/** The most that is in use, as long as something runs. */
async function peakOf<Value>(run: () => Promise<Value>): Promise<{ readonly value: Value; readonly peakMb: number }> {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed)
  }, 50)
  try {
    return { value: await run(), peakMb: peak / MB }
  } finally {
    clearInterval(timer)
  }
}

async function main(): Promise<number> {
  const values = readOptions(process.argv.slice(2), {
    letters: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '500' },
    samples: { type: 'string', default: '5' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const letters = wholeNumber('--letters', values.letters, 1, 100_000)
  const rate = wholeNumber('--rate', values.rate, 1, 10_000)
  const samples = wholeNumber('--samples', values.samples, 1, 1_000)
  const db = await startTestDynamoDb()
  try {
    const now = Date.now
    const store = storeOf(db, now)
    const began = now()
    await buryMany(
      db,
      Array.from({ length: letters }, (_, index) => {
        const id = eventIdOf(index, began - 60_000)
        return deadLetter(index, {
          id,
          messageId: `m-${index}`,
          fingerprint: `${index % CAUSES}`.padStart(16, '0'),
          lastFailedAt: began - 30_000,
          body: JSON.stringify({ event_id: id, data: BODY }),
        })
      }),
    )
    const times: number[] = []
    for (let sample = 0; sample < samples; sample++) {
      const start = performance.now()
      const issues = await listIssues(store, {})
      times.push(performance.now() - start)
      if (issues.length !== Math.min(letters, CAUSES)) throw new Error(`There are ${issues.length} issues.`)
    }
    say(`list of ${letters} letters: ${(median(times) / 1000).toFixed(2)} s (median of ${samples})`)

    const sqs = new MemorySqs(now)
    const payment = new SimulatedConsumer(db, sqs, now)
    const plan = await planRetry(store, { selection: { consumer: 'payment' }, again: true })
    const id = 'op_bench'
    const by = { by: 'bench', createdAt: new Date(now()).toISOString() }
    const operation = toOperation({ id, ...by, selection: { consumer: 'payment' }, rate, stopShare: 0 }, plan)
    await createOperation(store, operation, plan.items)
    const handled: { readonly at: number; readonly letters: number }[] = []
    const working = new AbortController()
    const consumer = (async () => {
      while (!working.signal.aborted) {
        const waiting = sqs.messages(payment.queueUrl).length
        await payment.run(WIDTH)
        if (waiting > 0) handled.push({ at: performance.now(), letters: waiting })
        await delay(20)
      }
    })()
    const environment: RunEnvironment = {
      ...store,
      parkedTable: testTables.parked,
      sqs: sqs.client,
      queueUrl: () => payment.queueUrl,
      deadLetterQueueUrl: () => payment.deadLetterQueueUrl,
      owner: 'bench',
      signal: new AbortController().signal,
      onProgress: () => {},
      pause: async (milliseconds) => {
        await delay(milliseconds)
      },
    }
    const before = process.memoryUsage().heapUsed / MB
    const start = performance.now()
    const { value: ended, peakMb } = await peakOf(() => runRetry(environment, id))
    const seconds = (performance.now() - start) / 1000
    working.abort()
    await consumer
    // The canary steps wait for their outcomes; what comes after them is sent as fast as the cap allows.
    const all = handled.slice(handled.findIndex((_, index) => sumOf(handled.slice(0, index)) >= 31))
    const between = ((all.at(-1)?.at ?? 0) - (all[0]?.at ?? 0)) / 1000
    const sent = (sumOf(all) / Math.max(between, 0.001)).toFixed(0)
    say(
      `retry of ${letters} letters at ${rate}/s: ${seconds.toFixed(1)} s in all, ${sent}/s after the canaries; ${ended.status}, ${ended.counts.resolved} resolved`,
    )
    say(
      `heap: ${before.toFixed(0)} MB before, at most ${peakMb.toFixed(0)} MB, with the tables of the local DynamoDB in it`,
    )
    return ended.counts.resolved === letters ? 0 : 1
  } finally {
    await db.close()
  }
}

const sumOf = (parts: readonly { readonly letters: number }[]): number =>
  parts.reduce((sum, part) => sum + part.letters, 0)

await runCommand('npm run bench:letters -- --help', main)
