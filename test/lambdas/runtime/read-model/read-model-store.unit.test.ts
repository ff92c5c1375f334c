import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { BY_CUSTOMER, orderIndexes } from '../../../../lambdas/order-view/indexes.ts'
import { orderDocument, toOrder } from '../../../../lambdas/order-view/order-document.ts'
import { orderSummary, toSummary } from '../../../../lambdas/order-view/order-summary.ts'
import { foldEvents, type ReadModel } from '../../../../lambdas/runtime/declarations/define-read-model.ts'
import { WRITERS_KNOW_MS } from '../../../../lambdas/runtime/read-model/cached-generations.ts'
import { createDocumentWriter } from '../../../../lambdas/runtime/read-model/document-writer.ts'
import {
  createGenerationsStore,
  type GenerationsStore,
  startGeneration,
  switchTo,
  withoutGeneration,
} from '../../../../lambdas/runtime/read-model/generations.ts'
import {
  createReadModelReader,
  createReadModelUpdater,
  type UpdateReadModel,
} from '../../../../lambdas/runtime/read-model/read-model-store.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { createStateTable } from '../../../support/state-table.ts'
import { deliveriesOf, orderHistories, orderHistory, orderPaths } from '../../order-view/histories.ts'

let dynamo: TestDynamoDb
let tables = 0
let table: string
let now = 0
const clock = { now: () => now }

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => dynamo.close())
beforeEach(async () => {
  table = await newTable()
})

async function newTable() {
  const name = `state-${++tables}`
  await createStateTable(dynamo.client, name, orderIndexes)
  return name
}

const updater = (model: ReadModel, name = table) =>
  createReadModelUpdater(model, { client: dynamo.client, table: name, clock })
const reader = (model: ReadModel, name = table) =>
  createReadModelReader(model, { client: dynamo.client, table: name, clock })

describe('a read model in its table', () => {
  it('is the in-order fold, whatever the order of arrival, however often, and all at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        orderHistories.chain((events) => fc.tuple(fc.constant(events), deliveriesOf(events), fc.boolean())),
        async ([inOrder, delivered, atOnce]) => {
          const name = await newTable()
          for (const model of [orderDocument, orderSummary]) {
            const update = updater(model, name)
            if (atOnce) await Promise.all(delivered.map(update))
            else for (const event of delivered) await update(event)
          }
          const stored = async (model: ReadModel) => (await reader(model, name).get({ id: 'ord_1' })) ?? {}
          expect(toOrder(await stored(orderDocument))).toEqual(toOrder(foldEvents(orderDocument, inOrder)))
          expect(toSummary('ord_1', await stored(orderSummary))).toEqual(
            toSummary('ord_1', foldEvents(orderSummary, inOrder)),
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  it('tells what was news and what was not', async () => {
    const update = updater(orderDocument)
    const [created, confirmed] = orderHistory('1', orderPaths[1]!)
    expect(await update(confirmed!)).toBe('applied')
    expect(await update(created!), 'late, but it brings what was ordered').toBe('applied')
    expect(await update(created!)).toBe('stale')
    expect(await update(confirmed!)).toBe('stale')
  })

  describe('given events side by side', () => {
    const [created, confirmed] = orderHistory('1', orderPaths[1]!)
    const updatesDuring = async (work: () => Promise<unknown>) => {
      const send = vi.spyOn(dynamo.client, 'send')
      await work()
      const calls = send.mock.calls.map(([command]) => command).filter((one) => one instanceof UpdateItemCommand)
      send.mockRestore()
      return calls.length
    }
    const shown = async () => toOrder((await reader(orderDocument).get({ id: 'ord_1' })) ?? {})

    it('refuses one that cannot be stored, and writes the others of its document', async () => {
      const writer = createDocumentWriter({ client: dynamo.client, table, model: orderDocument })
      const part = (value: unknown) => ({ sequence: 1, at: '2026-01-01T00:00:00.000Z', value })
      const changes = { good: part('small'), bad: part('x'.repeat(450_000)), fine: part('small') }
      const results = await Promise.allSettled(
        Object.entries(changes).map(([name, one]) =>
          writer.write('g1', { key: { id: 'ord_1' }, parts: { [name]: one } }),
        ),
      )
      expect(results).toMatchObject([
        { value: 'applied' },
        { status: 'rejected', reason: { name: 'ValidationException' } },
        { value: 'applied' },
      ])
    })

    it('writes those of one document at once, and tells each what became of it', async () => {
      const update = updater(orderDocument)
      const other = orderHistory('2', orderPaths[1]!)[0]!
      let results: unknown
      const updates = await updatesDuring(async () => {
        results = await Promise.all([confirmed!, created!, created!, other].map(update))
      })
      expect(updates, 'one per document').toBe(2)
      expect(results).toEqual(['applied', 'applied', 'stale', 'applied'])
      expect(await shown()).toMatchObject({ status: 'confirmed', version: 2 })
    })

    it('does not let one that is old keep another from its effect', async () => {
      const update = updater(orderDocument)
      await update(confirmed!)
      expect(await Promise.all([created!, confirmed!].map(update))).toEqual(['applied', 'stale'])
      expect(await shown()).toMatchObject({ status: 'confirmed', version: 2 })
    })

    it('fails each of them with the write, and each can be repeated', async () => {
      const update = updater(orderDocument)
      await update(orderHistory('2', orderPaths[1]!)[0]!)
      vi.spyOn(dynamo.client, 'send').mockRejectedValueOnce(
        Object.assign(new Error('slow down'), { name: 'ThrottlingException' }) as never,
      )
      const results = await Promise.allSettled([created!, confirmed!].map(update))
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      expect(await Promise.all([created!, confirmed!].map(update))).toEqual(['applied', 'applied'])
    })
  })

  it('lists the orders of a customer newest first, page by page, and none that is not complete', async () => {
    const update = updater(orderDocument)
    for (let number = 1; number <= 7; number++) {
      for (const event of orderHistory(`${number}`, orderPaths[number % 2]!, { second: number * 10 }))
        await update(event)
    }
    await update(orderHistory('other', [], { customer: 'cust_2' })[0]!)
    await update(orderHistory('8', orderPaths[1]!)[1]!)

    const seen: string[][] = []
    let before: string | undefined
    do {
      const index = orderIndexes.find(({ name }) => name === BY_CUSTOMER)!
      const page = await reader(orderDocument).query({ index, partition: 'cust_1', limit: 3, before })
      seen.push(page.documents.map((parts) => toOrder(parts)!.order_id))
      before = page.next
    } while (before)
    expect(seen).toEqual([['ord_7', 'ord_6', 'ord_5'], ['ord_4', 'ord_3', 'ord_2'], ['ord_1']])

    const confirmed = { index: orderIndexes[1], partition: 'cust_1#confirmed', limit: 10 }
    const { documents } = await reader(orderDocument).query(confirmed)
    expect(documents.map((parts) => toOrder(parts)!.order_id)).toEqual(['ord_7', 'ord_5', 'ord_3', 'ord_1'])
  })
})

describe('generations of a read model', () => {
  let store: GenerationsStore
  let update: UpdateReadModel
  const [created, confirmed] = orderHistory('1', orderPaths[1]!)

  beforeEach(() => {
    store = createGenerationsStore(dynamo.client, table, 'order-view')
    update = updater(orderDocument)
  })
  const statusSeen = async () => toOrder((await reader(orderDocument).get({ id: 'ord_1' })) ?? {})?.status

  it('get every event while one is built; readers see only the live one until the switch', async () => {
    await update(created!)
    const started = startGeneration(await store.load(), '2026-04-28T10:30:00.000Z', 4)
    const building = await store.save(started.generations, started.generations)
    now += WRITERS_KNOW_MS
    await update(confirmed!)
    expect(await statusSeen()).toBe('confirmed')

    const switched = await store.save(building, switchTo(building, started.name))
    expect(await statusSeen(), 'the new one lacks what came before it was begun: the rebuild fills that in').toBe(
      undefined,
    )
    await update(created!)
    expect(await statusSeen()).toBe('confirmed')
    expect(() => withoutGeneration(switched, 'g2')).toThrow('Generation g2 is live')
    expect(Object.keys(withoutGeneration(switched, 'g1').all)).toEqual(['g2'])
  })

  it('change one operator at a time', async () => {
    const seen = await store.load()
    const { generations } = startGeneration(seen, '2026-04-28T10:30:00.000Z', 4)
    await store.save(seen, generations)
    await expect(store.save(seen, generations)).rejects.toThrow('Someone else changed the generations of order-view')
    expect(() => startGeneration(generations, '2026-04-28T10:31:00.000Z', 4)).toThrow('g2 is being built already')
    const next = await store.load()
    await store.save(next, withoutGeneration(next, 'g2'))
    const after = startGeneration(await store.load(), '2026-04-28T10:32:00.000Z', 4)
    expect(after.name, 'a name is never used twice').toBe('g3')
  })
})
