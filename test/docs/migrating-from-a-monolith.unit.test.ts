import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sales, salesHandlers } from '../../docs/migrating-from-a-monolith/consumers.ts'
import type { Order } from '../../docs/migrating-from-a-monolith/departments.ts'
import { mailerFunction } from '../../docs/migrating-from-a-monolith/mailer-function.ts'
import { monolith } from '../../docs/migrating-from-a-monolith/step-0-monolith.ts'
import { shop as shopWithEvents } from '../../docs/migrating-from-a-monolith/step-1-events.ts'
import { shop as shopWithOutbox } from '../../docs/migrating-from-a-monolith/step-2-outbox.ts'
import { shop as shopWithoutMailer } from '../../docs/migrating-from-a-monolith/step-3-mailer-moves-out.ts'
import { shop as shopWithoutBus } from '../../docs/migrating-from-a-monolith/step-4-no-bus.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { consumerHandler } from '../../lambdas/runtime/consumer/consumer-handler.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { openStrategy } from '../../lambdas/runtime/idempotency/open-strategy.ts'
import { createInProcessBus, type InProcessBusOptions } from '../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { type ConsumerKit, consumerKit, deliver } from '../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../support/dynamodb.ts'
import { eventually } from '../support/eventually.ts'

const folder = join(import.meta.dirname, '../../docs/migrating-from-a-monolith')
const guide = readFileSync(`${folder}.md`, 'utf8')

let dynamo: TestDynamoDb
let kit: ConsumerKit
let orders = 0
let order: Order
let mails: string[]
let sold: string[]
/** Mails that fail before one goes through. */
let mailFailures: number

beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  kit = consumerKit(dynamo, undefined, ++orders)
  mails = []
  sold = []
  mailFailures = 0
  const items = [{ product_id: 'prod_1', quantity: 1, price: 30 }]
  order = { order_id: `ord_${orders}`, customer_id: 'cust_1', items, total: 30, currency: 'USD' }
})

const departments = {
  sendMail: async ({ order_id }: Order) => {
    if (mailFailures-- > 0) throw new Error('The mail server is down.')
    mails.push(order_id)
  },
  recordSale: async ({ order_id }: Order) => void sold.push(order_id),
}

/** Retries come at once; a handler's deadline never does. */
const timers = {
  after: (milliseconds: number, callback: () => void) => {
    const isDeadline = milliseconds === 9_000
    if (!isDeadline) void setImmediate().then(callback)
    return () => {}
  },
}

function busOf(overrides: Partial<InProcessBusOptions> = {}) {
  const { clock, ids, random } = kit.environment
  const quiet = () => {}
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  return createInProcessBus({ clock, timers, ids, random, logger, onGivenUp: quiet, ...overrides })
}

const environment = () => ({ ...kit.environment, timers, source: 'shop', eventTable: testTables.events })
/** The dedup markers of the deployed pipeline, so that both sides of the move know what is done. */
const sharedMarkers: () => Partial<InProcessBusOptions> = () => ({
  strategyOf: (declaration, functionEnd) =>
    openStrategy(declaration, { ...kit.environment, processedTable: testTables.processed, functionEnd }),
})
const stored = async (): Promise<EventEnvelope[]> => {
  const storage = createDynamoEventStorage({ dynamo: dynamo.client, eventTable: testTables.events })
  return [...(await storage.readStream(`order#${order.order_id}`, {})).events]
}
/** What the relay does with the event table's stream. */
const relay = async (handler: Parameters<typeof deliver>[0]) =>
  deliver(
    handler,
    (await stored()).map((of) => ({ of })),
  )

describe('step 0: a monolith', () => {
  it('does everything in the request', async () => {
    await monolith(departments).placeOrder(order)
    expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] })
  })

  it('fails the order when the mail server is down, and records no sale', async () => {
    mailFailures = 1
    await expect(monolith(departments).placeOrder(order)).rejects.toThrow('mail server')
    expect(sold).toEqual([])
  })
})

describe('step 1: events, still in one process', () => {
  it('does the same, and a mail server that is down fails nobody', async () => {
    const bus = busOf()
    mailFailures = 2
    await shopWithEvents(environment(), bus, departments).placeOrder(order)
    await bus.idle()
    expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] })
    expect(await stored(), 'nothing is stored yet').toEqual([])
  })
})

describe('step 2: the event table as the outbox', () => {
  it('stores the fact before anyone hears of it', async () => {
    const bus = busOf(sharedMarkers())
    await shopWithOutbox(environment(), bus, departments).placeOrder(order)
    await bus.idle()
    expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] })
    expect(await stored()).toMatchObject([{ event_type: 'order.created', aggregate_id: order.order_id, sequence: 1 }])
  })

  it('loses nothing when the process ends before anyone has heard of it', async () => {
    const deaf = { ...busOf(), publish: async () => {} }
    await shopWithOutbox(environment(), deaf, departments).placeOrder(order)
    expect({ mails, sold }).toEqual({ mails: [], sold: [] })
    const bus = busOf(sharedMarkers())
    shopWithOutbox(environment(), bus, departments)
    await bus.publish(...(await stored()), ...(await stored()))
    expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] })
  })
})

describe('step 3: the mailer moves out', () => {
  it('sends one mail while both the monolith and the function handle the event', async () => {
    const bus = busOf(sharedMarkers())
    await shopWithOutbox(environment(), bus, departments).placeOrder(order)
    await Promise.all([bus.idle(), relay(mailerFunction(kit.environment, departments))])
    await relay(mailerFunction(kit.environment, departments))
    expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] })
  })

  it('sends it from the function alone once the line is gone from the monolith', async () => {
    const bus = busOf(sharedMarkers())
    await shopWithoutMailer(environment(), bus, departments).placeOrder(order)
    await bus.idle()
    expect({ mails, sold }).toEqual({ mails: [], sold: [order.order_id] })
    expect(await relay(mailerFunction(kit.environment, departments))).toEqual([])
    expect(mails).toEqual([order.order_id])
  })
})

describe('step 4: no bus', () => {
  it('places an order with one write', async () => {
    dynamo.calls.length = 0
    await shopWithoutBus(environment()).placeOrder(order)
    expect(dynamo.calls).toEqual(['PutItem'])
    await relay(mailerFunction(kit.environment, departments))
    await relay(consumerHandler(sales, kit.environment, salesHandlers(departments)))
    await eventually(() => expect({ mails, sold }).toEqual({ mails: [order.order_id], sold: [order.order_id] }))
  })
})

describe('the guide', () => {
  it.each(readdirSync(folder))('shows %s as it is tested here', (file) => {
    expect(guide).toContain(`\`\`\`ts\n${readFileSync(join(folder, file), 'utf8')}\`\`\``)
  })
})
