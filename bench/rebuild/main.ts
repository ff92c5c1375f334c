import { setTimeout as delay } from 'node:timers/promises'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { orderDocument } from '../../lambdas/order-view/order-document.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { createReadModelReader, createReadModelUpdater } from '../../lambdas/runtime/read-model/read-model-store.ts'
import { type Values, wholeNumber } from '../../local/usage/options.ts'
import { grouped, progressBar } from '../../ops/cli/progress-bar.ts'
import { rebuild } from '../../ops/rebuild/rebuild.ts'
import { verifyReadModel } from '../../ops/verify/verify-read-model.ts'
import { runBenchmark } from '../support/run-benchmark.ts'
import { openStore } from '../support/store.ts'
import { createTables, EVENTS_PER_ORDER, orderEvents, storeOrders, tables } from './dataset.ts'

const usage = `Rebuilds the order read model while orders keep coming and readers keep reading.

Usage: npm run bench:rebuild -- [--events 100000] [--segments 8] [--orders-per-second 20]

  --events N             stored before the rebuild begins
  --segments N           parallel readers of the event table
  --orders-per-second N  placed, and handled by a live consumer, while it runs; ${EVENTS_PER_ORDER} events each
  --help                 this text
`

/** Places orders at a steady rate, projects them as the consumer does, and reads back old and new ones. */
async function liveTraffic(client: DynamoDBClient, stored: number, perSecond: number, signal: AbortSignal) {
  const clock = { now: () => Date.now() }
  const options = { client, table: tables.view, clock }
  const update = createReadModelUpdater(orderDocument, options)
  const reader = createReadModelReader(orderDocument, options)
  const storage = createDynamoEventStorage({ dynamo: client, eventTable: tables.events })
  const result = { orders: 0, reads: 0, gaps: 0 }
  const read = async (number: number) => {
    const parts = await reader.get({ id: `ord_bench${number}` })
    result.reads++
    if (parts?.status?.sequence !== EVENTS_PER_ORDER) result.gaps++
  }
  const placed: Promise<void>[] = []
  while (!signal.aborted) {
    const number = stored + result.orders++
    const place = async () => {
      for (const event of orderEvents(number)) {
        await storage.append([event])
        await update(event)
      }
      await Promise.all([read(number), read(number % stored)])
    }
    placed.push(place())
    await delay(1000 / perSecond)
  }
  await Promise.all(placed)
  return result
}

const options = {
  events: { type: 'string', default: '100000' },
  segments: { type: 'string', default: '8' },
  'orders-per-second': { type: 'string', default: '20' },
} as const

async function main(values: Values<typeof options>): Promise<number> {
  const events = wholeNumber('--events', values.events, 1)
  const segments = wholeNumber('--segments', values.segments, 1, 1000)
  const perSecond = wholeNumber('--orders-per-second', values['orders-per-second'], 1, 1000)
  const { client, close } = await openStore()
  const eventStore = createEventStore(createDynamoEventStorage({ dynamo: client, eventTable: tables.events }))
  const stored = Math.ceil(events / EVENTS_PER_ORDER)
  const common = {
    model: orderDocument,
    client,
    table: tables.view,
    eventStore,
    clock: { now: () => Date.now() },
    pause: async (milliseconds: number) => void (await delay(milliseconds)),
  }
  const run = async (label: string) => {
    const bar = progressBar(label, 'events', events)
    const signal = new AbortController().signal
    let first: number | undefined
    const rebuilt = await rebuild(
      {
        ...common,
        signal,
        onStart: () => {},
        onProgress: (progress) => {
          first ??= performance.now()
          bar.update(progress.events)
        },
      },
      segments,
    )
    bar.end()
    return { ...rebuilt, seconds: (performance.now() - (first ?? 0)) / 1000 }
  }
  try {
    await createTables(client)
    await storeOrders(client, stored)
    const quiet = await run('idle system  ')
    const stop = new AbortController()
    const traffic = liveTraffic(client, stored, perSecond, stop.signal)
    const busy = await run('under traffic')
    stop.abort()
    const live = await traffic
    const { differences, documents } = await verifyReadModel({
      ...common,
      generation: busy.generation,
      segments,
      onProgress: () => {},
    })
    const row = (name: string, value: string) => process.stdout.write(`  ${name.padEnd(52)}${value.padStart(12)}\n`)
    row('events read, idle', grouped(quiet.events))
    row('events/s, idle', grouped(Math.round(quiet.events / quiet.seconds)))
    row('events read, under traffic', grouped(busy.events))
    row('events/s, under traffic', grouped(Math.round(busy.events / busy.seconds)))
    row('orders placed and handled meanwhile', grouped(live.orders))
    row('reads meanwhile', grouped(live.reads))
    row('reads that found a gap', grouped(live.gaps))
    row('documents in the new generation', grouped(documents))
    row('documents that differ from a fresh fold, in any byte', grouped(differences.length))
    return live.gaps + differences.length > 0 ? 1 : 0
  } finally {
    close()
  }
}

await runBenchmark('bench:rebuild', { usage, options, main })
