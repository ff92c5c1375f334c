import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { consumerKit, deliver } from '../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { anEvent, orderConfirmedEvent, orderCreatedEvent } from '../../support/events.ts'
import { loyaltyConsumer, loyaltyHandlers } from './atomic.example.ts'
import './harness.example.ts'
import './held.example.ts'
import { shippingConsumer, shippingHandlers } from './lease.example.ts'
import { bookkeepingConsumer, bookkeepingHandlers } from './unique-key.example.ts'
import { addressBookConsumer, addressBookHandlers } from './versioned.example.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'consuming.md'), 'utf8')

/** As a reader has it in `lambdas/<service>/`; a test in `test/lambdas/<service>/`, where the example is that of `shipping`. */
function asShown(name: string): string {
  const text = readFileSync(join(import.meta.dirname, `${name}.example.ts`), 'utf8')
  const [imported] = /^import .* from '\.\/lease\.example\.ts'\n/m.exec(text) ?? []
  if (imported !== undefined) {
    // Its import stands where the formatter puts it by its address there.
    const there = imported.replace("'./lease.example.ts'", "'../../../lambdas/shipping/consumer.ts'")
    return text.replace(imported, '').replace(/^(?=import .* from '\.\.\/\.\.\/support\/)/m, there)
  }
  if (text.includes("from 'vitest'")) return text
  return text.replaceAll("'../../../lambdas/runtime/", "'../runtime/").replaceAll("'../../../events/", "'../../events/")
}

describe('docs/consuming.md', () => {
  it.each(['atomic', 'lease', 'versioned', 'unique-key', 'harness', 'held'])(
    'shows the %s example as it is run here',
    (name) => {
      expect(page).toContain(`\`\`\`ts\n${asShown(name)}\`\`\``)
    },
  )
})

describe('the examples', () => {
  let dynamo: TestDynamoDb
  beforeAll(async () => {
    dynamo = await startTestDynamoDb()
  })
  afterAll(() => dynamo.close())

  async function rows(pk: string) {
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } }
    return (await dynamo.client.send(new QueryCommand({ TableName: testTables.state, ...query }))).Items ?? []
  }
  const thrice = (of: EventEnvelope) => [{ of }, { of, messageId: 'copy' }]

  it('atomic: points are given once', async () => {
    const { environment } = consumerKit(dynamo)
    const handler = consumerHandler(loyaltyConsumer, environment, loyaltyHandlers(testTables.state))
    const event = orderCreatedEvent(1)
    expect(await deliver(handler, thrice(event))).toEqual([])
    expect(await deliver(handler, [{ of: event, receives: 2 }])).toEqual([])
    expect(await rows('cust_789')).toMatchObject([{ points: { N: '59' } }])
  })

  it('lease: the carrier is asked once', async () => {
    const { environment } = consumerKit(dynamo, undefined, 2)
    const booked: string[] = []
    const carrier = { book: async (orderId: string) => void booked.push(orderId) }
    const handler = consumerHandler(shippingConsumer, environment, shippingHandlers(carrier))
    expect(await deliver(handler, thrice(orderConfirmedEvent(2)))).toEqual([])
    expect(booked).toEqual(['ord_2'])
  })

  it('versioned: a late event changes nothing', async () => {
    const { environment } = consumerKit(dynamo, undefined, 3)
    const handler = consumerHandler(addressBookConsumer, environment, addressBookHandlers(testTables.state))
    const state = (email: string) => ({ customer_id: 'cust_3', name: 'Ada', email })
    const registered = anEvent(3, 'customer.registered', 1, state('old@example.com'))
    const updated = anEvent(4, 'customer.profile_updated', 2, state('new@example.com'))
    for (const of of [updated, registered, updated]) expect(await deliver(handler, [{ of }])).toEqual([])
    expect(await rows('cust_3')).toMatchObject([{ email: { S: 'new@example.com' }, sequence: { N: '2' } }])
  })

  it('unique key: one entry in the ledger', async () => {
    const { environment } = consumerKit(dynamo, undefined, 4)
    const handler = consumerHandler(bookkeepingConsumer, environment, bookkeepingHandlers(testTables.state))
    const data = {
      payment_id: 'pay_5',
      order_id: 'ord_5',
      customer_id: 'cust_5',
      account_id: 'acc_5',
      amount: 10,
      currency: 'USD',
    }
    const event = anEvent(5, 'payment.processed', 1, data)
    for (const messageId of ['one', 'two']) expect(await deliver(handler, [{ of: event, messageId }])).toEqual([])
    expect(await rows('ledger#2026-01')).toHaveLength(1)
  })
})
