import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { failingAt, type Instance, OrderedWorld, orderEvent } from './kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

type Operation = 'BatchGetItem' | 'GetItem' | 'TransactWriteItems' | 'UpdateItem'

/** A store that refuses this operation on this table while `isAway` says so. */
function storeWithout(operations: readonly Operation[], table: string) {
  const outage = { isAway: true }
  const send = async (
    command: { readonly constructor: { readonly name: string }; readonly input: object },
    options?: object,
  ) => {
    const isOne = operations.some((operation) => command.constructor.name === `${operation}Command`)
    if (outage.isAway && isOne && JSON.stringify(command.input).includes(`"${table}"`)) throw new Error('no answer')
    return db.client.send(command as never, options)
  }
  return { outage, client: { send } as unknown as DynamoDBClient }
}

const never = new Promise<never>(() => {})
const DAY_SECONDS = 86_400

/** Has what is there delivered so often. */
async function receive(world: OrderedWorld, instance: Instance, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    world.clock.advance(world.queue.dueInSeconds ?? 0)
    await world.invoke(instance)
  }
}

describe('while the table of parked events does not answer', () => {
  it.each([
    ['look', ['GetItem', 'BatchGetItem']],
    ['hold', ['TransactWriteItems']],
  ] as const)(
    'an event of which nobody can %s keeps its receives for as long as its queue keeps it, so that none overtakes it',
    async (_, operations) => {
      const { client, outage } = storeWithout(operations, testTables.parked)
      const world = new OrderedWorld(db.client)
      const broken = new Set(['ord_1/1'])
      world.behave = failingAt(broken)
      const instance = world.instance({ client, died: never })
      const begun = world.clock.now()
      world.send(orderEvent(1, 1), orderEvent(1, 2))
      const { maxReceiveCount, retentionSeconds } = derivedLimits(world.declaration)
      await receive(world, instance, maxReceiveCount - 2)
      const days = (world.clock.now() - begun) / 1000 / DAY_SECONDS
      expect(days).toBeGreaterThan(retentionSeconds / DAY_SECONDS - 1)
      expect(days).toBeLessThan(retentionSeconds / DAY_SECONDS)
      // Then the queue moves it to its dead-letter queue, which keeps it for longer, before it forgets it.
      await receive(world, instance, 2)
      expect(world.clock.now() - begun).toBeLessThan(retentionSeconds * 1000)
      expect(await world.seen(1)).toEqual([])
      outage.isAway = false
      broken.clear()
      await world.drain(instance)
      expect(await world.seen(1)).toEqual([1, 2])
    },
  )

  it('what cannot be parked behind a head does so, too', async () => {
    const { client, outage } = storeWithout(['TransactWriteItems'], testTables.parked)
    const world = new OrderedWorld(db.client)
    world.behave = failingAt(new Set(['ord_1/1']))
    outage.isAway = false
    const instance = world.instance({ client, died: never })
    world.send(orderEvent(1, 1))
    await world.drain(instance)
    outage.isAway = true
    const begun = world.clock.now()
    world.send(orderEvent(1, 2))
    await receive(world, instance, derivedLimits(world.declaration).maxReceiveCount - 2)
    expect((world.clock.now() - begun) / 1000 / DAY_SECONDS).toBeGreaterThan(3)
    expect(await world.parked(1)).toEqual([1])
  })
})

describe.each(['atomic', 'versioned'] as const)('an event of a consumer that is %s', (idempotency) => {
  it.each([
    ['after all of its attempts', new TransientError('BUSY', 'not just now')],
    ['at once', new PermanentError('BROKEN', 'cannot do it')],
  ])('that dies %s, cannot be held, and is done when it comes again, is no dead letter any more', async (_, error) => {
    const { client, outage } = storeWithout(['TransactWriteItems'], testTables.parked)
    const world = new OrderedWorld(db.client, { idempotency, retry: { maxAttempts: 2 } })
    world.behave = () => {
      throw error
    }
    const instance = world.instance({ client, died: never })
    world.send(orderEvent(1, 1))
    for (let receives = 1; (await world.deadLetterStatus(1, 1)) === undefined && receives < 10; receives++)
      await receive(world, instance, 1)
    expect([await world.deadLetterStatus(1, 1), await world.parked(1)]).toEqual(['dead', []])
    outage.isAway = false
    world.behave = () => {}
    await world.drain(world.instance())
    expect([await world.seen(1), await world.deadLetterStatus(1, 1)]).toEqual([[1], 'resolved'])
  })
})
