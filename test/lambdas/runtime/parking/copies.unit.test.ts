import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsumerOptions } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../../support/dynamodb.ts'
import { failingAt, OrderedWorld, orderEvent } from './kit.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const events = (first: number, last: number) =>
  upTo(last)
    .slice(first - 1)
    .map((sequence) => orderEvent(1, sequence))

/**
 * The topic drops a repetition within five minutes. What the relay publishes again later than that is another message, and where there is
 * a backlog, both may be received together.
 */
describe.each<ConsumerOptions['idempotency']>(['versioned', 'atomic', 'unique-key', 'lease'])(
  'an event of a held aggregate that is twice in one batch, of a consumer with idempotency %s',
  (idempotency) => {
    it('is parked, and so is its copy: neither is told as done before what stands before it', async () => {
      const broken = new Set(['ord_1/9'])
      const world = new OrderedWorld(dynamo.client, { idempotency } as Partial<ConsumerOptions>)
      world.behave = failingAt(broken)
      const instance = world.instance()
      world.send(...events(1, 22))
      await world.drain(instance)
      expect(world.told).toEqual(upTo(8).map((sequence) => `ord_1/${sequence}`))

      world.send(...events(23, 24), ...events(23, 24))
      expect(await world.invoke(instance)).toEqual(['parked', 'parked', 'parked', 'parked'])
      expect(world.told).toHaveLength(8)
      expect(await world.parked(1), 'each once').toEqual(upTo(24).slice(8))

      broken.clear()
      world.wakeUp(1)
      await world.drain(instance)
      expect(await world.seen(1)).toEqual(upTo(24))
      expect(world.told).toEqual(upTo(24).map((sequence) => `ord_1/${sequence}`))
    })
  },
)
