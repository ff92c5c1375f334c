import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { orderIndexes } from '../../../lambdas/order-view/indexes.ts'
import { orderDocument, toOrder } from '../../../lambdas/order-view/order-document.ts'
import { orderSummary } from '../../../lambdas/order-view/order-summary.ts'
import type { ReadModel } from '../../../lambdas/runtime/declarations/define-read-model.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStore } from '../../../lambdas/runtime/event-store/event-store.ts'
import { createReadModelReader, createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { scanGeneration } from '../../../ops/generations/scan-generation.ts'
import { dropGeneration } from '../../../ops/rebuild/drop-generation.ts'
import { makeLive, type RebuildOptions, rebuild, resumeRebuild, storeOf } from '../../../ops/rebuild/rebuild.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { orderHistory, orderPaths, paymentPaths, stockPaths, wholeHistory } from '../../lambdas/order-view/histories.ts'
import { type Fault, startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { createStateTable } from '../../support/state-table.ts'

let dynamo: TestDynamoDb
let eventStore: EventStore
let append: (events: readonly EventEnvelope[]) => Promise<void>
let table: string
let tables = 0
let now = 0
const clock = { now: () => now }

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
  const storage = createDynamoEventStorage({ dynamo: dynamo.client, eventTable: testTables.events })
  // Small pages, so that a rebuild has many places to die at.
  eventStore = createEventStore({ ...storage, readSegment: (query) => storage.readSegment({ ...query, limit: 7 }) })
  append = async (events) => {
    for (const event of events) await storage.append([event])
  }
  for (let number = 10; number < 40; number++) {
    await append(orderHistory(`${number}`, orderPaths[number % orderPaths.length]!, { second: number }))
  }
  await append(wholeHistory(orderPaths[1]!, paymentPaths[1]!, stockPaths[1]!, ['order_created', 'order_confirmed']))
})
afterAll(() => dynamo.close())

beforeEach(async () => {
  table = `rebuild-${++tables}`
  await createStateTable(dynamo.client, table, orderIndexes)
})

const update = (model: ReadModel) => createReadModelUpdater(model, { client: dynamo.client, table, clock })
const reader = (model: ReadModel) => createReadModelReader(model, { client: dynamo.client, table, clock })

const optionsOf = (model: ReadModel, overrides: Partial<RebuildOptions> = {}): RebuildOptions => ({
  model,
  client: dynamo.client,
  table,
  eventStore,
  clock,
  pause: async (milliseconds) => {
    now += milliseconds
  },
  signal: new AbortController().signal,
  onStart: () => {},
  onProgress: () => {},
  ...overrides,
})

const allEvents = async (): Promise<EventEnvelope[]> => {
  const events: EventEnvelope[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await eventStore.readSegment({ segment: 0, segments: 1, ...(cursor !== undefined && { cursor }) })
    events.push(...page.events)
    cursor = page.cursor
  }
  return events
}

const project = async (model: ReadModel, events: readonly EventEnvelope[]) => {
  const apply = update(model)
  await Promise.all(events.map(apply))
}

const differences = async (model: ReadModel, generation: string) =>
  (
    await verifyReadModel({
      model,
      client: dynamo.client,
      table,
      eventStore,
      generation,
      segments: 3,
      onProgress: () => {},
    })
  ).differences

const sizeOf = async (model: ReadModel, name: string) => {
  let documents = 0
  const scan = { client: dynamo.client, table, generation: { model: model.name, name }, keysOnly: true }
  for await (const items of scanGeneration(scan)) documents += items.length
  return documents
}

describe.each([orderDocument, orderSummary])('a rebuild of $name', (model) => {
  it('gives the bytes that live consumers gave', async () => {
    await project(model, (await allEvents()).reverse())
    expect(await differences(model, 'g1')).toEqual([])

    const rebuilt = await rebuild(optionsOf(model), 4)
    expect(rebuilt).toMatchObject({ generation: 'g2', previous: 'g1', events: (await allEvents()).length })
    expect(await differences(model, 'g2')).toEqual([])
    expect(await sizeOf(model, 'g2')).toBe(await sizeOf(model, 'g1'))
  })

  it('misses nothing of what is stored and handled while it runs, and readers never see a gap', async () => {
    await project(model, await allEvents())
    const apply = update(model)
    const running = rebuild(optionsOf(model), 4)
    let rebuilt = false
    const done = running.finally(() => {
      rebuilt = true
    })
    for (let number = 0; !rebuilt; number++) {
      const name = `${model.name.replace('-', '')}${tables}x${number}`
      const history = orderHistory(name, orderPaths[number % orderPaths.length]!, { second: number })
      await append(history)
      for (const event of history.reverse()) await apply(event)
      now += 300
      expect((await reader(model).get({ id: 'ord_1' }))?.placed, 'an old order').toBeDefined()
      expect((await reader(model).get({ id: `ord_${name}` }))?.placed, 'the newest order').toBeDefined()
    }
    await done
    expect(await differences(model, 'g2')).toEqual([])
    expect(await differences(model, 'g1')).toEqual([])
  })
})

describe('a rebuild that dies', () => {
  const dieAfter = (pages: number) => {
    const controller = new AbortController()
    let seen = -1
    const onProgress = () => {
      if (++seen === pages) controller.abort(new Error('killed'))
    }
    return optionsOf(orderDocument, { signal: controller.signal, onProgress })
  }

  it('is taken up from its checkpoints, as often as it takes, and its readers noticed nothing', async () => {
    await project(orderDocument, await allEvents())
    await expect(rebuild(dieAfter(2), 3)).rejects.toThrow('killed')
    await expect(rebuild(optionsOf(orderDocument), 3)).rejects.toThrow('g2 is being built already')
    expect((await storeOf(optionsOf(orderDocument)).load()).live).toBe('g1')
    await expect(resumeRebuild(dieAfter(2))).rejects.toThrow('killed')

    const starts: number[] = []
    const resumed = await resumeRebuild(
      optionsOf(orderDocument, { onProgress: ({ events }) => void starts.push(events) }),
    )
    expect(starts[0], 'it does not begin again').toBeGreaterThanOrEqual(4 * 7)
    expect(resumed.events).toBe((await allEvents()).length)
    expect(await differences(orderDocument, 'g2')).toEqual([])
    await expect(resumeRebuild(optionsOf(orderDocument))).rejects.toThrow('nothing to resume')
  })
})

describe('a rebuild whose calls fail anywhere', () => {
  // The SDK tries a call three times.
  const failedCall: Fault[] = ['lose-answer', 'refuse', 'refuse']

  it('is complete once it has been resumed often enough, whatever was done twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }), async (gaps) => {
        table = `rebuild-${++tables}`
        await createStateTable(dynamo.client, table, orderIndexes)
        await project(orderSummary, await allEvents())
        dynamo.faults.push(...gaps.flatMap((gap): Fault[] => [...Array<Fault>(gap).fill('pass'), ...failedCall]))
        for (let attempt = 0; ; attempt++) {
          const options = optionsOf(orderSummary)
          const { all } = await storeOf(options)
            .load()
            .catch(() => ({ all: undefined }))
          const run = all && Object.keys(all).length > 1 ? resumeRebuild(options) : rebuild(options, 3)
          const done = await run.then(() => true).catch(() => false)
          if (done || attempt > 10) break
        }
        dynamo.faults.length = 0
        const { live } = await storeOf(optionsOf(orderSummary)).load()
        expect(await differences(orderSummary, live)).toEqual([])
        expect(live).toBe('g2')
      }),
      { numRuns: 8 },
    )
  })
})

describe('a run of a rebuild that was believed to be dead', () => {
  const drop = (name: string) =>
    dropGeneration({ ...optionsOf(orderDocument), drainMs: 15_000, onProgress: () => {} }, name)
  const liveOne = async () => (await storeOf(optionsOf(orderDocument)).load()).live

  /** A run that stops before a call of its own, and goes on when it is told to. */
  function haltingBefore(isThere: (call: number, operation: string) => boolean) {
    const reached = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    let call = 0
    const client = {
      send: async (command: { constructor: { name: string } }) => {
        if (isThere(++call, command.constructor.name)) {
          reached.resolve()
          await goOn.promise
        }
        return dynamo.client.send(command as never)
      },
    } as unknown as typeof dynamo.client
    return {
      options: optionsOf(orderDocument, { client }),
      reached: reached.promise,
      goOn: goOn.resolve,
      calls: () => call,
    }
  }

  const once = (operation: string) => {
    let seen = false
    return (_call: number, name: string) => {
      const isFirst = !seen && name === operation
      seen ||= isFirst
      return isFirst
    }
  }

  it('does not undo what an operator has switched to since the other run completed', async () => {
    await project(orderDocument, await allEvents())
    const slow = haltingBefore(once('TransactWriteItemsCommand'))
    await expect(
      rebuild(optionsOf(orderDocument, { signal: AbortSignal.abort(new Error('killed')) }), 2),
    ).rejects.toThrow()
    const first = resumeRebuild(slow.options)
    await slow.reached
    expect(await resumeRebuild(optionsOf(orderDocument))).toMatchObject({ generation: 'g2', previous: 'g1' })
    await makeLive(optionsOf(orderDocument), 'g1')
    slow.goOn()
    expect(await first).not.toHaveProperty('previous')
    expect(await liveOne()).toBe('g1')
  })

  it('leaves nothing behind and switches nothing, wherever it is when its generation is dropped', async () => {
    await project(orderDocument, await allEvents())
    const whole = haltingBefore(() => false)
    await rebuild(whole.options, 2)
    const places = Array.from({ length: 8 }, (_, index) => 3 + Math.floor((index * (whole.calls() - 3)) / 8))
    for (const place of places) {
      const stray = haltingBefore((call) => call === place)
      const run = rebuild(stray.options, 2).then(
        () => 'completed',
        (error: Error) => error.name,
      )
      await stray.reached
      const { all, live } = await storeOf(optionsOf(orderDocument)).load()
      const building = Object.keys(all).find((name) => all[name]?.state === 'building')
      if (building === undefined) {
        stray.goOn()
        await run
        continue
      }
      await drop(building)
      stray.goOn()
      expect(await run, `halted before call ${place}`).toBe('GenerationGone')
      expect(await sizeOf(orderDocument, building), `halted before call ${place}`).toBe(0)
      expect(await liveOne()).toBe(live)
    }
  })
})

describe('a damaged checkpoint of a rebuild', () => {
  it.each(['', 'not JSON', '{"segment":0}', '{"segment":0,"events":1,"documents":1,"cursor":"{"}'])(
    'is named, and does not keep the generation from being dropped: %j',
    async (text) => {
      const signal = AbortSignal.abort(new Error('Interrupted.'))
      await expect(rebuild(optionsOf(orderDocument, { signal }), 2)).rejects.toThrow('Interrupted.')
      const key = { pk: { S: `read-model#${orderDocument.name}` }, sk: { S: 'checkpoint#g2#0000' } }
      await dynamo.client.send(new PutItemCommand({ TableName: table, Item: { ...key, checkpoint: { S: text } } }))
      await expect(resumeRebuild(optionsOf(orderDocument))).rejects.toThrow(
        'checkpoint#g2#0000 is damaged: the rebuild of g2 cannot go on. Drop g2, and rebuild.',
      )
      await dropGeneration({ ...optionsOf(orderDocument), drainMs: 1, onProgress: () => {} }, 'g2')
      expect(await rebuild(optionsOf(orderDocument), 2)).toMatchObject({ generation: 'g3' })
    },
  )
})

describe('generations', () => {
  it('can be switched back, and an old one goes when it is dropped, without a trace', async () => {
    await project(orderDocument, await allEvents())
    await rebuild(optionsOf(orderDocument), 2)
    await makeLive(optionsOf(orderDocument), 'g1')
    const drop = (name: string) =>
      dropGeneration({ ...optionsOf(orderDocument), drainMs: 15_000, onProgress: () => {} }, name)
    await expect(drop('g1')).rejects.toThrow('Generation g1 is live')
    await expect(drop('g7')).rejects.toThrow('There is no generation g7')
    const documents = await sizeOf(orderDocument, 'g1')
    expect(await drop('g2')).toBe(documents)
    expect(await drop('g2'), 'a second time finds nothing left').toBe(0)
    expect(await sizeOf(orderDocument, 'g2')).toBe(0)
    expect(toOrder((await reader(orderDocument).get({ id: 'ord_1' })) ?? {})?.status).toBe('confirmed')
  })
})

describe('verifying', () => {
  it('names every document that is not what the events say', async () => {
    const events = await allEvents()
    await project(
      orderDocument,
      events.filter((event) => event.aggregate_id !== 'ord_12'),
    )
    await project(orderDocument, orderHistory('never-stored', []))
    await project(orderDocument, orderHistory('1', orderPaths[3]!).slice(2, 3))
    expect(await differences(orderDocument, 'g1')).toEqual(
      expect.arrayContaining([
        { document: 'order-view#g1#ord_12 document', kind: 'missing' },
        { document: 'order-view#g1#ord_never-stored document', kind: 'surplus' },
        { document: 'order-view#g1#ord_1 document', kind: 'different' },
      ]),
    )
  })
})
