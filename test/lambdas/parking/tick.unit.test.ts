import type { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HeldNow, tick } from '../../../lambdas/parking/tick.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { OrderedWorld, orderEvent } from '../runtime/parking/kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

/** Two orders of a consumer are held by a cause that may pass. */
async function held() {
  const world = new OrderedWorld(db.client)
  let isAway = true
  world.behave = () => {
    if (isAway) throw new Error('away')
  }
  const instance = world.instance()
  world.send(orderEvent(1, 1), orderEvent(2, 1), orderEvent(1, 2))
  await world.drain(instance)
  let sends = 0
  const environment = {
    dynamo: db.client,
    sqs: {
      send: async ({ input }: SendMessageCommand) => {
        sends++
        world.queue.send(input.MessageBody ?? '', input.MessageGroupId ?? '')
        return {}
      },
    } as never,
    clock: world.clock,
    tables: testTables,
    consumers: [{ consumer: world.name, queueUrl: 'https://queue', maxPerAggregate: 2, maxAggregates: 3 }],
  }
  return {
    world,
    instance,
    look: async () => (await tick(environment))[0] as HeldNow,
    environment,
    sends: () => sends,
    repair: () => {
      isAway = false
    },
  }
}

describe('the tick', () => {
  it('counts what is held, wakes up nothing before its time, and everything that is due once', async () => {
    const { world, instance, look, repair, sends } = await held()
    // Of the first order as many are parked as may be; of aggregates one more may be held.
    expect(await look()).toMatchObject({ aggregates: 2, full: 1, woken: 0, problems: [] })
    world.clock.advance(61)
    repair()
    const both = await Promise.all([look(), look()])
    expect(both.map((one) => one?.woken).reduce((sum = 0, one = 0) => sum + one)).toBe(2)
    expect(sends()).toBe(2)
    await world.drain(instance)
    expect([await world.seen(1), await world.seen(2)]).toEqual([[1, 2], [1]])
    expect(await look()).toMatchObject({ aggregates: 0, oldestSeconds: 0, woken: 0 })
  })

  it('sends a wake-up again that was lost, but not every minute', async () => {
    const { world, look, sends } = await held()
    world.clock.advance(61)
    await look()
    world.clock.advance(60)
    await look()
    expect(sends()).toBe(2)
    world.clock.advance(600)
    expect(await look()).toMatchObject({ woken: 2 })
  })

  it('says for how long the oldest has been held', async () => {
    const { world, look } = await held()
    const { oldestSeconds: before = 0 } = (await look()) ?? {}
    world.clock.advance(3600)
    expect((await look())?.oldestSeconds).toBe(before + 3600)
  })

  it('looks at the other consumers when the holds of one cannot be read, and names that one', async () => {
    const { environment } = await held()
    const [consumer] = environment.consumers
    const send: typeof db.client.send = async (command: { input: { ExpressionAttributeValues?: object } }) => {
      if (JSON.stringify(command.input.ExpressionAttributeValues).includes('"broken"')) throw new Error('throttled')
      return db.client.send(command as never) as never
    }
    const consumers = [{ ...consumer, consumer: 'broken' }, consumer] as typeof environment.consumers
    expect(await tick({ ...environment, dynamo: { send }, consumers })).toMatchObject([
      { consumer: 'broken', notRead: 'Error: throttled' },
      { aggregates: 2 },
    ])
  })
})
