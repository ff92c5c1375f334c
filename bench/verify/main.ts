import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { catalog } from '../../events/catalog.ts'
import type { ClaimStore } from '../../lambdas/runtime/claim-check/claim-store.ts'
import { services } from '../../lib/services.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { grouped } from '../../ops/cli/progress-bar.ts'
import { beginning } from '../../ops/contracts/verify/progress.ts'
import { failuresIn } from '../../ops/contracts/verify/tally.ts'
import { verifyEvents } from '../../ops/contracts/verify/verify-events.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { openStore } from '../support/store.ts'
import { storeNotifications } from './dataset.ts'

const usage = `Verifies stored events of two versions against the code of today, as "ops contracts verify" does.

Usage: npm run bench:verify -- [--events 100000] [--segments 8] [--rounds 3]

  --events N     stored before, half of them of version 1
  --segments N   parallel readers of the event table
  --rounds N     how often all of them are verified
  --help         this text
`

const EVENT_TABLE = 'events'

const none = () => Promise.reject(new Error('These events have their data with them.'))
const claims: ClaimStore = { put: none, get: none }

async function verifyOnce(client: DynamoDBClient, segments: number): Promise<string> {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()]
  let mostMb = 0
  const tally = await verifyEvents({
    client,
    eventTable: EVENT_TABLE,
    catalog,
    claims,
    aggregates: services.flatMap(({ aggregates = [] }) => aggregates),
    readModels: services.flatMap(({ readModels = [] }) => readModels),
    progress: beginning(EVENT_TABLE, segments),
    signal: new AbortController().signal,
    onPage: () => {
      mostMb = Math.max(mostMb, Math.round(process.memoryUsage.rss() / 1_000_000))
    },
  })
  const seconds = (performance.now() - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const rate = grouped(Math.round(tally.events / seconds))
  const each = ((user + system) / tally.events).toFixed(1)
  if (failuresIn(tally) > 0) throw new Error(`${failuresIn(tally)} events fail.`)
  return `${grouped(tally.events)} events, ${seconds.toFixed(1)} s, ${rate}/s, ${each} µs of CPU each, ${mostMb} MB at most\n`
}

const options = {
  events: { type: 'string', default: '100000' },
  segments: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '3' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const events = wholeNumber('--events', values.events, 1)
  const segments = wholeNumber('--segments', values.segments, 1, 1000)
  const rounds = wholeNumber('--rounds', values.rounds, 1, 100)
  const store = await openStore()
  try {
    await storeNotifications(store.client, EVENT_TABLE, events)
    for (let round = 0; round < rounds; round++) process.stdout.write(await verifyOnce(store.client, segments))
    return 0
  } finally {
    store.close()
  }
}

await runBenchmark('bench:verify', { usage, options, main })
