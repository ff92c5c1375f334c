import { setTimeout as delay } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { silentLogger } from '../../lambdas/runtime/aws/clients.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { listIssues } from '../../ops/dead-letters/issues/list-issues.ts'
import { causelessIssues } from '../../ops/dead-letters/queue/causeless-issues.ts'
import { createRetry } from '../../ops/dead-letters/retry/create-retry.ts'
import { runRetry } from '../../ops/dead-letters/retry/run.ts'
import { concurrently } from '../../ops/rebuild/concurrently.ts'
import { deadLetter, eventIdOf, storeLetters, storeOf } from '../../test/ops/dead-letters/kit.ts'
import { testClient, testTables } from '../../test/support/dynamodb.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { median } from '../support/statistics.ts'
import { rateOf, startPipeline, untilHandled } from './pipeline.ts'

const usage = `Lists many dead letters, and retries them all under a cap of letters a second: time, rate, CPU and memory of the operators' tools.
Store, queues and consumer are the local ones, in a process of their own. What they take without the tool is measured beside it. The exit code is 1 if
a list of up to 10,000 letters takes over two seconds, with its look into sixteen queues, or if the retry stays over a tenth below its rate, or below
what the queue takes.

Usage: npm run bench:letters -- [--letters 10000] [--rate 500] [--samples 5]

  --letters N   dead letters of forty causes, at least 100
  --rate N      letters a second, at most
  --samples N   lists of which the median is taken
  --help        this text
`

const KB = 1024
const MB = KB * KB
const CAUSES = 40
/** As large as an order's. */
const BODY = 'x'.repeat(2 * KB)
const BATCH = 10
/** Batches sent at once, as the tool does. */
const WIDTH = 10

/** As the tools open them. */
const SOCKETS = 64
/** As `dead-letters list` looks at each queue. */
const LOOKED_AT = 100

/** What is promised of a quiet machine: so many letters are listed in so many seconds, and a retry comes so near to its rate. */
const LETTERS_IN_TIME = 10_000
const MOST_LIST_SECONDS = 2
const LEAST_SHARE = 0.9

const say = (text: string) => process.stdout.write(`${text}\n`)

/** The most that is in use, as long as something runs. */
async function peakOf<Value>(run: () => Promise<Value>): Promise<{ readonly value: Value; readonly peakMb: number }> {
  let peak = 0
  const timer = setInterval(() => {
    // Cheaper than `process.memoryUsage()`, which reads the memory of the whole process each time.
    peak = Math.max(peak, getHeapStatistics().used_heap_size)
  }, 50)
  try {
    return { value: await run(), peakMb: peak / MB }
  } finally {
    clearInterval(timer)
  }
}

const bodyOf = (id: string) => JSON.stringify({ event_id: id, data: BODY })

/** Sends in batches of ten, several at once. */
async function sendAll(
  sqs: SQSClient,
  QueueUrl: string,
  ids: readonly string[],
  attributesOf: (id: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) =>
    ids.slice(index * BATCH, (index + 1) * BATCH),
  )
  await concurrently(batches, WIDTH, async (batch) => {
    const Entries = batch.map((id, index) => ({
      Id: String(index),
      MessageBody: bodyOf(id),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributesOf(id)).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  })
}

const options = {
  letters: { type: 'string', default: '10000' },
  rate: { type: 'string', default: '500' },
  samples: { type: 'string', default: '5' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const letters = wholeNumber('--letters', values.letters, 100, 100_000)
  const rate = wholeNumber('--rate', values.rate, 1, 10_000)
  const samples = wholeNumber('--samples', values.samples, 1, 1_000)
  const pipeline = await startPipeline()
  // The packages of the benches' peers include a client of their own, which the tools would not take for theirs.
  const dynamo = testClient(pipeline.url, SOCKETS)
  const sqs = new SQSClient({
    endpoint: pipeline.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { httpAgent: { maxSockets: SOCKETS } },
    logger: silentLogger,
  })
  try {
    const now = Date.now
    const store = storeOf({ client: dynamo }, now)
    const began = now()
    const failedAt = began - 30_000
    const idOf = (index: number) => eventIdOf(index, began - 60_000)
    const dead = Array.from({ length: letters }, (_, index) => ({ id: idOf(index), index }))
    await storeLetters(
      { client: dynamo },
      dead.map(({ id, index }) =>
        deadLetter(index, {
          id,
          messageId: `m-${index}`,
          fingerprint: `${index % CAUSES}`.padStart(16, '0'),
          lastFailedAt: failedAt,
          body: bodyOf(id),
        }),
      ),
    )
    const ids = dead.map(({ id }) => id)
    await sendAll(sqs, pipeline.deadLetterQueueUrl, ids, (event_id) => ({
      error_type: 'PermanentError:NO_ACCOUNT',
      consumer: 'payment',
      event_id,
      last_failed_at: new Date(failedAt).toISOString(),
    }))
    const { deadLetterQueueUrl, otherDeadLetterQueueUrls } = pipeline
    /** By consumer. */
    const urls = new Map([
      ['payment', deadLetterQueueUrl],
      ...otherDeadLetterQueueUrls.map((url, other): [string, string] => [`other-${other}`, url]),
    ])
    const looking = {
      ...store,
      sqs,
      deployed: [...urls.keys()],
      deadLetterQueueUrl: (name: string) => urls.get(name) ?? '',
    }
    const times: number[] = []
    for (let sample = 0; sample < samples; sample++) {
      const start = performance.now()
      await causelessIssues(looking, { selection: {}, most: LOOKED_AT, keep: true })
      const issues = await listIssues(store, {})
      times.push(performance.now() - start)
      if (issues.length !== Math.min(letters, CAUSES)) throw new Error(`There are ${issues.length} issues.`)
    }
    const listSeconds = median(times) / 1000
    say(
      `list of ${letters} letters, with its look into ${urls.size} queues: ${listSeconds.toFixed(2)} s (median of ${samples})`,
    )

    await pipeline.countAnew()
    const others = Array.from({ length: letters }, (_, index) => idOf(letters + index))
    await sendAll(sqs, pipeline.queueUrl, others)
    const alone = rateOf(await untilHandled(pipeline, letters))
    say(`queue and consumer without the tool: ${alone.toFixed(0)}/s`)

    const id = 'op_bench'
    const by = { by: 'bench', createdAt: new Date(now()).toISOString() }
    await createRetry(store, { id, ...by, selection: { consumer: 'payment' }, again: true, rate, stopShare: 0 })
    await pipeline.countAnew()
    const before = process.memoryUsage().heapUsed / MB
    const [start, cpu] = [performance.now(), process.cpuUsage()]
    const { value: ended, peakMb } = await peakOf(() =>
      runRetry(
        {
          ...store,
          parkedTable: testTables.parked,
          sqs,
          queueUrl: () => pipeline.queueUrl,
          deadLetterQueueUrl: () => pipeline.deadLetterQueueUrl,
          owner: 'bench',
          signal: new AbortController().signal,
          onProgress: () => {},
          pause: async (milliseconds) => {
            await delay(milliseconds)
          },
        },
        id,
      ),
    )
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const reached = rateOf(await untilHandled(pipeline, letters))
    const possible = Math.min(rate, alone)
    say(
      `retry of ${letters} letters at ${rate}/s: ${reached.toFixed(0)}/s after the canaries, ${((reached / possible) * 100).toFixed(0)} % of what was possible (${possible.toFixed(0)}/s)`,
    )
    say(
      `${ended.status}, ${ended.counts.resolved} resolved; ${seconds.toFixed(1)} s in all, with the copies taken out of the dead-letter queue`,
    )
    say(`CPU of the tool: ${((user + system) / 1000 / letters).toFixed(2)} ms a letter`)
    say(`heap of the tool: ${before.toFixed(0)} MB before, at most ${peakMb.toFixed(0)} MB`)
    const failures = [
      ...(ended.counts.resolved === letters ? [] : [`${letters - ended.counts.resolved} letters are not resolved`]),
      ...(listSeconds <= MOST_LIST_SECONDS || letters > LETTERS_IN_TIME
        ? []
        : [`a list takes over ${MOST_LIST_SECONDS} s`]),
      ...(reached >= possible * LEAST_SHARE
        ? []
        : [`the retry is slower than ${LEAST_SHARE * 100} % of what is possible`]),
    ]
    for (const failure of failures) say(`FAILED: ${failure}`)
    return failures.length === 0 ? 0 : 1
  } finally {
    dynamo.destroy()
    sqs.destroy()
    pipeline.stop()
  }
}

await runBenchmark('bench:letters', { usage, options, main })
