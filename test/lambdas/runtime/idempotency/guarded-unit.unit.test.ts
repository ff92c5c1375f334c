import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmOrder } from '../../../../events/commands/order.ts'
import { orderConfirmed, orderCreated } from '../../../../events/order.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { repetition } from '../../../../lambdas/runtime/idempotency/unique-key.ts'
import { type ConsumerKit, consumerKit, deliver, TestClock } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

let dynamo: TestDynamoDb
let kit: ConsumerKit
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  kit = consumerKit(dynamo, new TestClock(), next++)
  dynamo.calls.length = 0
})

const consumerThat = (
  handle: (context: MessageContext) => void,
  idempotency: 'versioned' | 'unique-key' = 'versioned',
) =>
  consumerHandler(
    defineConsumer({
      name: 'guarded',
      subscribesTo: [orderCreated],
      delivery: 'effectively-once',
      idempotency,
      uses: { commands: true, eventStore: 'append' },
    }),
    kit.environment,
    { 'order.created': (_, context) => handle(context) },
  )

const outcomeOf = () => kit.outcomes.at(-1)?.[0]?.outcome
const rowOf = (id: string, condition?: string) => ({
  TableName: testTables.state,
  Item: { pk: { S: id }, sk: { S: 'row' } },
  ...(condition !== undefined && { ConditionExpression: condition }),
})
const isNew = 'attribute_not_exists(pk)'
const confirmed = draft(orderConfirmed, { order_id: 'ord_1', customer_id: 'cust_1', total: 1, currency: 'USD' })
const itemsOf = async (table: string) => (await dynamo.client.send(new ScanCommand({ TableName: table }))).Items ?? []

describe('effects that guard themselves and state events or commands', () => {
  it('are one transaction, with no marker', async () => {
    const id = `ord_${next}`
    const handler = consumerThat(({ effects }) => {
      effects.put(rowOf(id, isNew), 'conflict')
      effects.send(confirmOrder, { order_id: id })
    })
    await deliver(handler, [{ of: orderCreatedEvent(next) }])
    expect(outcomeOf()?.kind).toBe('processed')
    expect(dynamo.calls).toEqual(['TransactWriteItems'])
    expect(await itemsOf(testTables.processed)).toEqual([])
  })

  it('are guarded by the first event of a stream, too, in one plain write where there is nothing else', async () => {
    const aggregateId = `ord_${next}`
    const handler = consumerThat(
      ({ effects }) => void effects.append({ aggregateId, after: 0 }, [confirmed]),
      'unique-key',
    )
    await deliver(handler, [{ of: orderCreatedEvent(next) }])
    expect(outcomeOf()?.kind).toBe('processed')
    expect(dynamo.calls).toEqual(['PutItem'])
  })

  it.each<[string, (context: MessageContext, id: string) => void]>([
    ['a command alone', ({ effects }, id) => void effects.send(confirmOrder, { order_id: id })],
    [
      'an event at the end of a stream',
      ({ effects }, aggregateId) => void effects.append({ aggregateId, after: 3 }, [confirmed]),
    ],
    [
      'a command beside a row without a condition',
      ({ effects }, id) => {
        effects.put(rowOf(id))
        effects.send(confirmOrder, { order_id: id })
      },
    ],
    [
      'a command beside a row that is left out when it is refused',
      ({ effects }, id) => {
        effects.put(rowOf(id, isNew))
        effects.send(confirmOrder, { order_id: id })
      },
    ],
    ['a row without a condition', ({ effects }, id) => effects.put(rowOf(id))],
  ])('are a permanent failure without a guard: %s', async (_, handle) => {
    const before = [await itemsOf(testTables.commands), await itemsOf(testTables.events)]
    const handler = consumerThat((context) => handle(context, `ord_${next}`))
    await deliver(handler, [{ of: orderCreatedEvent(next) }])
    expect(outcomeOf()).toMatchObject({ kind: 'dead-lettered', error: { code: 'EFFECT_NOT_GUARDED' } })
    expect([await itemsOf(testTables.commands), await itemsOf(testTables.events)]).toEqual(before)
  })

  it('are not stated again by a copy that is not read first, where the handler says that a refusal means one', async () => {
    const id = `ord_${next}`
    const handler = consumerThat(({ effects }) => {
      effects.put(rowOf(id, isNew), repetition)
      effects.send(confirmOrder, { order_id: id })
    })
    const event = orderCreatedEvent(next)
    await deliver(handler, [{ of: event }])
    const stated = (await itemsOf(testTables.commands)).length
    await deliver(handler, [{ of: event, messageId: 'copy' }])
    expect(outcomeOf()?.kind).toBe('duplicate')
    expect(await itemsOf(testTables.commands)).toHaveLength(stated)
  })

  it('need no conflict where nothing is stated: a row that is there already makes the event a duplicate', async () => {
    const handler = consumerThat(({ effects }) => effects.put(rowOf(`ord_${next}`, isNew)))
    await deliver(handler, [{ of: orderCreatedEvent(next) }])
    expect(outcomeOf()?.kind).toBe('processed')
    await deliver(handler, [{ of: orderCreatedEvent(next), messageId: 'copy' }])
    expect(outcomeOf()?.kind).toBe('duplicate')
  })

  it('share a transaction over a batch; what is one item stays apart, and none decides on what another one of the batch changes', async () => {
    const [both, alone] = [orderCreatedEvent(next++), orderCreatedEvent(next++)]
    const seen: string[] = []
    const handler = consumerHandler(
      defineConsumer({
        name: 'guarded',
        subscribesTo: [orderCreated],
        delivery: 'effectively-once',
        idempotency: 'versioned',
        uses: { commands: true },
      }),
      kit.environment,
      {
        'order.created': ({ data }, { effects }) => {
          seen.push(data.order_id)
          effects.put(rowOf(data.order_id, isNew), 'conflict')
          if (data.order_id === both.data.order_id) effects.send(confirmOrder, { order_id: data.order_id })
        },
      },
    )
    expect(await deliver(handler, [{ of: both }, { of: alone }])).toEqual([])
    expect(dynamo.calls.toSorted()).toEqual(['PutItem', 'TransactWriteItems'])
    expect(seen).toEqual([both.data.order_id, alone.data.order_id])
  })
})
