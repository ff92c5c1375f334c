import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { isCompleted } from '../../../../lambdas/runtime/idempotency/marker.ts'
import { deliver } from '../../../support/consumer-kit.ts'
import { testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { declare, dynamo, kit, nextNumber, setUpKit } from './failing-kit.ts'

setUpKit()

const large = { batchSize: 10_000, batchWindowSeconds: 60 } as const
const eventsOf = (count: number) => Array.from({ length: count }, () => orderCreatedEvent(nextNumber()))

describe('a batch of more than a transaction holds', () => {
  it('is committed in several, and what fails in it fails alone', async () => {
    const events = eventsOf(250)
    const broken = events[137]!
    const handler = consumerHandler(declare(large), kit.environment, {
      'order.created': ({ event_id, data }, { effects }) => {
        if (event_id === broken.event_id) throw new Error('this one')
        effects.put({ TableName: testTables.state, Item: { pk: { S: data.order_id }, sk: { S: 'x' } } })
      },
    })
    expect(
      await deliver(
        handler,
        events.map((of) => ({ of })),
      ),
    ).toEqual([broken.event_id])
    const transactions = dynamo.calls.filter((call) => call === 'TransactWriteItems')
    expect(transactions.length).toBe(Math.ceil((2 * 249) / 100))
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: testTables.processed }))
    const done = new Set(Items.filter((item) => isCompleted(item, kit.clock.now())).map(({ pk }) => pk?.S))
    expect(events.filter(({ event_id }) => !done.has(`failing#${event_id}`))).toEqual([broken])
  })

  it('that comes again is looked up as often as one request allows, and none of it has a second effect', async () => {
    const events = eventsOf(150)
    let handled = 0
    const handler = consumerHandler(declare(large), kit.environment, {
      'order.created': () => {
        handled++
      },
    })
    await deliver(
      handler,
      events.map((of) => ({ of })),
    )
    dynamo.calls.length = 0
    expect(
      await deliver(
        handler,
        events.map((of) => ({ of, receives: 2 })),
      ),
    ).toEqual([])
    expect(handled).toBe(150)
    expect(kit.outcomes.at(-1)?.every(({ outcome }) => outcome.kind === 'duplicate')).toBe(true)
    expect(dynamo.calls).toEqual(Array(Math.ceil((2 * 150) / 99)).fill('BatchGetItem'))
  })

  it('that time runs out for goes back in part: what had not begun has spent no attempt', async () => {
    const events = eventsOf(1_200)
    const declaration = defineConsumer({
      name: 'failing',
      subscribesTo: [orderCreated],
      delivery: 'at-least-once',
      ...large,
    })
    const handler = consumerHandler(declaration, kit.environment, {
      'order.created': async ({ event_id }) => {
        await new Promise((resolve) => setImmediate(resolve))
        if (event_id === events[0]?.event_id) kit.clock.advance(7.5)
      },
    })
    const left = await deliver(
      handler,
      events.map((of) => ({ of })),
      8_000,
    )
    expect(left).toEqual(events.slice(1_000).map(({ event_id }) => event_id))
    const kinds = kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind) ?? []
    expect(new Set(kinds)).toEqual(new Set(['processed', 'returned']))
    expect(kit.postponed).toHaveLength(left.length)
  })
})
