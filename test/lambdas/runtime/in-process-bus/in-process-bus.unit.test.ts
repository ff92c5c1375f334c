import { describe, expect, it } from 'vitest'
import { catalog } from '../../../../events/catalog.ts'
import { confirmOrder } from '../../../../events/commands/order.ts'
import type { EventOf } from '../../../../events/define-event.ts'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderConfirmed, orderCreated, orderEvents } from '../../../../events/order.ts'
import { order } from '../../../../lambdas/order/order.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import type { MessageHandler } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../../lambdas/runtime/declarations/derived-limits.ts'
import { DeferredError, PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import {
  createInProcessBus,
  type InProcessBusOptions,
} from '../../../../lambdas/runtime/in-process-bus/in-process-bus.ts'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'
import { orderHistory, orderPaths } from '../../../lambdas/order-view/histories.ts'

const mailer = defineConsumer({
  name: 'mailer',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
})
const log = defineConsumer({ name: 'log', subscribesTo: '*', delivery: 'at-least-once' })
const ordered = defineConsumer({
  name: 'ordered',
  subscribesTo: orderEvents,
  ordering: 'aggregate',
  delivery: 'at-least-once',
})
const checkout = defineConsumer({
  name: 'checkout',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
})
const orders = defineConsumer({
  name: 'order-commands',
  accepts: [confirmOrder],
  delivery: 'effectively-once',
  idempotency: 'atomic',
})

function setUp(overrides: Partial<InProcessBusOptions> = {}) {
  let now = Date.parse('2026-04-28T10:30:00.000Z')
  const clock = { now: () => now }
  let counter = 0
  const waits: number[] = []
  const givenUp: string[] = []
  const quiet = () => {}
  const bus = createInProcessBus({
    clock,
    timers: {
      after: (milliseconds, callback) => {
        // The end of a handler's ten seconds is not waited for, a retry is.
        if (milliseconds >= 9_000 && milliseconds < 10_000) return () => {}
        waits.push(milliseconds)
        now += milliseconds
        setImmediate(callback)
        return () => {}
      },
    },
    ids: createIds(clock, (count) => new Uint8Array(count).fill(++counter)),
    random: () => 0.5,
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    onGivenUp: ({ consumer, error, attempts }) => givenUp.push(`${consumer}: ${error.message} (${attempts})`),
    tables: { eventTable: 'events', commandTable: 'commands' },
    catalog,
    ...overrides,
  })
  const advance = (seconds: number) => {
    now += seconds * 1000
  }
  return { bus, waits, givenUp, advance }
}

const [created, confirmed] = orderHistory('1', orderPaths[1]!) as [EventEnvelope, EventEnvelope]

describe('the in-process bus', () => {
  it('hands an event to everyone who subscribes to it, and to nobody else', async () => {
    const { bus } = setUp()
    const seen: string[] = []
    bus.subscribe(mailer, { 'order.created': (event) => void seen.push(`mailer ${event.data.order_id}`) })
    const stop = bus.subscribe(log, (event) => void seen.push(`log ${event.event_type}`))
    await bus.publish(created, confirmed)
    expect(seen.toSorted()).toEqual(['log order.confirmed', 'log order.created', 'mailer ord_1'])
    stop()
    await bus.publish(confirmed)
    expect(seen).toHaveLength(3)
  })

  it('has one effect however often an event comes, also at once', async () => {
    const { bus } = setUp()
    let mails = 0
    bus.subscribe(mailer, {
      'order.created': async () => {
        await new Promise(setImmediate)
        mails++
      },
    })
    await bus.publish(created, created, created)
    await bus.publish(created)
    expect(mails).toBe(1)
  })

  it('hands its event store on to handlers, and says what is missing to those that read without one', async () => {
    const storage = createMemoryEventStorage()
    await storage.append([created])
    const seen: string[] = []
    const read: MessageHandler<EventOf<typeof orderCreated>> = async ({ aggregate_id }, { eventStore }) => {
      for await (const { event_type } of eventStore.read(order, aggregate_id)) seen.push(event_type)
    }
    const { bus } = setUp({ eventStore: createEventStore(storage) })
    bus.subscribe(mailer, { 'order.created': read })
    await bus.publish(created)
    expect(seen).toEqual(['order.created'])

    const without = setUp()
    without.bus.subscribe({ ...mailer, delivery: 'at-most-once' }, { 'order.created': read })
    await without.bus.publish(created)
    expect(without.givenUp).toEqual([
      'mailer: Consumer "mailer" reads the event store, and this bus has none: give it the option eventStore. (1)',
    ])
  })

  it('remembers an event as long as a deployed consumer does, and not for ever', async () => {
    const { bus, advance } = setUp()
    let mails = 0
    bus.subscribe(mailer, { 'order.created': () => void mails++ })
    const { dedupTtlSeconds } = derivedLimits(mailer)
    await bus.publish(created)
    advance(dedupTtlSeconds - 60)
    await bus.publish(created)
    expect(mails).toBe(1)
    advance(61)
    await bus.publish(created)
    expect(mails).toBe(2)
  })

  it('lets nothing that is thrown keep anybody from their turn, not even by who is told of it', async () => {
    const logged: unknown[] = []
    const log = (...line: unknown[]) => void logged.push(line)
    const logger = { debug: log, info: log, warn: log, error: log }
    const { bus } = setUp({
      logger,
      onGivenUp: () => {
        throw new Error('the pager is gone')
      },
    })
    bus.subscribe(mailer, {
      'order.created': () => {
        throw Object.create(null)
      },
    })
    const seen: string[] = []
    bus.subscribe(orders, { confirm_order: ({ command_id }) => void seen.push(command_id) })
    bus.subscribe(checkout, {
      'order.created': ({ data }, { effects }) => void effects.send(confirmOrder, { order_id: data.order_id }),
    })
    await bus.publish(created)
    expect(seen).toHaveLength(1)
    expect(logged).toEqual([
      ['onGivenUp failed', { error: 'the pager is gone', given_up: '[Object: null prototype] {}' }],
    ])
  })

  it('keeps one consumer from failing another, or the publisher, and retries as declared', async () => {
    const { bus, givenUp, waits } = setUp()
    let tries = 0
    const seen: string[] = []
    bus.subscribe(mailer, {
      'order.created': () => {
        if (++tries < 3) throw new Error('mail server down')
      },
    })
    bus.subscribe(log, (event) => void seen.push(event.event_type))
    await bus.publish(created)
    expect({ tries, seen, givenUp }).toEqual({ tries: 3, seen: ['order.created'], givenUp: [] })
    // The other timers are the deadlines of each delivery, just below the consumer's timeout of 10 s.
    expect(waits.filter((milliseconds) => milliseconds < 9_000)).toEqual([1_000, 1_000])
  })

  it('tells what it gives up: at once what cannot be helped, the rest after its attempts; what is deferred burns none', async () => {
    const { bus, givenUp } = setUp()
    let deferrals = 0
    bus.subscribe(mailer, {
      'order.created': () => {
        if (deferrals++ < 10) throw new DeferredError('BUSY', 'in progress elsewhere', 1)
        throw new PermanentError('NO_ADDRESS', 'There is no address.')
      },
    })
    bus.subscribe(checkout, {
      'order.created': () => {
        throw new Error('down')
      },
    })
    await bus.publish(created)
    expect(givenUp.toSorted()).toEqual(['checkout: down (6)', 'mailer: There is no address. (1)'])
  })

  it.each([
    ['its failures', 'atomic', [1, 1, 2]],
    ['how often the message has come', 'versioned', [1, 2, 3]],
  ] as const)('tells a handler by its attempt %s (%s)', async (_, idempotency, expected) => {
    const { bus } = setUp()
    const attempts: number[] = []
    const declaration = { name: 'counting', subscribesTo: [orderCreated], delivery: 'effectively-once' } as const
    bus.subscribe(defineConsumer({ ...declaration, idempotency }), {
      'order.created': (_event, { attempt }) => {
        attempts.push(attempt)
        if (attempts.length === 1) throw new DeferredError('BUSY', 'in progress elsewhere', 1)
        if (attempts.length === 2) throw new Error('down')
      },
    })
    await bus.publish(created)
    expect(attempts).toEqual(expected)
  })

  it('waits for what is away, as a deployed consumer does, and gives up at once what may come only once', async () => {
    const { bus, givenUp } = setUp()
    const throttled = () => Object.assign(new Error('slow down'), { name: 'ThrottlingException', $metadata: {} })
    let calls = 0
    bus.subscribe(mailer, {
      'order.created': () => {
        if (++calls <= 20) throw throttled()
      },
    })
    const counter = defineConsumer({ name: 'counter', subscribesTo: [orderCreated], delivery: 'at-most-once' })
    bus.subscribe(counter, {
      'order.created': () => {
        throw throttled()
      },
    })
    await bus.publish(created)
    expect([calls, givenUp]).toEqual([21, ['counter: slow down (1)']])
  })

  it('waits at least as long as a failure asks for', async () => {
    const { bus, waits } = setUp()
    let tries = 0
    bus.subscribe(mailer, {
      'order.created': () => {
        if (++tries === 1) throw new TransientError('BUSY', 'later', { retryAfterSeconds: 120 })
        if (tries === 2) throw new TransientError('BUSY', 'at once', { retryAfterSeconds: -5 })
      },
    })
    await bus.publish(created)
    expect(waits.filter((milliseconds) => milliseconds < 9_000 || milliseconds > 10_000)).toEqual([120_000, 1_000])
  })

  it('waits for weeks where it is told to, although Node holds no timer for so long', async () => {
    const { bus, waits } = setUp()
    let tries = 0
    const DAY = 86_400
    bus.subscribe(mailer, {
      'order.created': () => {
        if (++tries === 1) throw new DeferredError('LATER', 'in two months', 60 * DAY)
      },
    })
    await bus.publish(created)
    const long = waits.filter((milliseconds) => milliseconds > 10_000)
    expect(long.reduce((sum, one) => sum + one, 0)).toBe(60 * DAY * 1000)
    for (const one of long) expect(one).toBeLessThan(2 ** 31)
    expect(tries).toBe(2)
  })

  it('lets an event through that is too large to be held, as a queue does, and never rejects', async () => {
    const { bus, givenUp } = setUp()
    let attempts = 0
    const handle = () => {
      attempts++
      throw new PermanentError('NO', 'no')
    }
    bus.subscribe(ordered, {
      'order.created': handle,
      'order.confirmed': handle,
      'order.cancelled': handle,
      'order.status_updated': handle,
    })
    // Consumers accept fields that they do not know, of any length.
    const data = { ...created.data, note: 'x'.repeat(400_000) }
    await bus.publish({ ...created, data })
    await bus.publish({ ...created, event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b', sequence: 2 })
    // The first event is given up without a hold, so the next one runs; that one is small enough to be held.
    expect([attempts, givenUp]).toEqual([2, ['ordered: no (1)', 'ordered: no (1)']])
    expect(bus.held()).toMatchObject([{ group: created.aggregate_id, events: [{ position: 2 }] }])
  })

  it('a failure that its caller hears of ends nothing else', async () => {
    const { bus } = setUp()
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    try {
      const broken = new Proxy(created, {
        get: () => {
          throw new Error('nobody may look')
        },
        has: () => true,
      })
      bus.subscribe(mailer, { 'order.created': () => {} })
      await expect(bus.publish(broken)).rejects.toThrow('nobody may look')
      await bus.idle()
      await new Promise(setImmediate)
      expect(unhandled).toEqual([])
    } finally {
      process.off('unhandledRejection', note)
    }
  })

  it('holds every event to its contract, as a queue will', async () => {
    const { bus, givenUp } = setUp()
    const seen: unknown[] = []
    bus.subscribe(mailer, { 'order.created': (event) => void seen.push(event) })
    await bus.publish({ ...created, data: { ...created.data, total: -1 } })
    expect(seen).toEqual([])
    expect(givenUp).toHaveLength(1)
    const event = { ...created, data: { ...created.data, secret: new Date() } }
    await bus.publish(event)
    expect(seen[0]).not.toBe(event)
    expect((seen[0] as EventEnvelope).data).not.toHaveProperty('secret')
  })

  it('keeps the order within an aggregate for those that need it', async () => {
    const { bus } = setUp()
    const seen: number[] = []
    let first = true
    const handler = async ({ sequence }: EventEnvelope) => {
      if (first) {
        first = false
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
      }
      seen.push(sequence)
    }
    bus.subscribe(ordered, {
      'order.created': handler,
      'order.confirmed': handler,
      'order.cancelled': handler,
      'order.status_updated': handler,
    })
    await bus.publish(...orderHistory('1', orderPaths[3]!))
    expect(seen).toEqual([1, 2, 3, 4])
  })

  it('carries on what handlers append and send, with what caused it', async () => {
    const { bus } = setUp()
    const seen: EventEnvelope[] = []
    bus.subscribe(checkout, {
      'order.created': ({ data }, { effects }) => void effects.send(confirmOrder, { order_id: data.order_id }),
    })
    bus.subscribe(orders, {
      confirm_order: ({ data: { order_id } }, { effects }) => {
        const facts = { order_id, customer_id: 'cust_1', total: 59.98, currency: 'USD' as const }
        effects.append({ aggregateId: order_id, after: 1 }, [draft(orderConfirmed, facts)])
      },
    })
    bus.subscribe(log, (event) => void seen.push(event))
    await bus.publish(created)
    expect(seen.map(({ event_type, sequence }) => `${event_type} ${sequence}`)).toEqual([
      'order.created 1',
      'order.confirmed 2',
    ])
    expect(seen[1]?.metadata).toMatchObject({ correlation_id: 'req_1', causation_id: expect.stringMatching(/^cmd_/) })
  })

  it('does what a handler asks for after its commit, and tells when that fails, without trying the event again', async () => {
    const warned: unknown[] = []
    const quiet = () => {}
    const warn = (message: string, fields?: object) => void warned.push([message, fields])
    const { bus, givenUp } = setUp({ logger: { debug: quiet, info: quiet, warn, error: quiet } })
    const done: string[] = []
    bus.subscribe(mailer, {
      'order.created': (event, { afterCommit }) => {
        afterCommit('tidy up', async () => void done.push(event.data.order_id))
        afterCommit('tidy more', async () => Promise.reject(new Error('away')))
      },
    })
    await bus.publish(created)
    await bus.publish(created)
    expect(done).toEqual(['ord_1'])
    const error = expect.objectContaining({ message: 'away' }) as unknown
    expect(warned).toEqual([['after-commit step failed', { step: 'tidy more', error }]])
    expect(givenUp).toEqual([])
  })

  it('does nothing after a commit for an event in which a consumer without markers finds nothing new', async () => {
    const { bus, givenUp } = setUp()
    let [steps, runs] = [0, 0]
    const declaration = { name: 'guarded', subscribesTo: [orderCreated], delivery: 'effectively-once' } as const
    bus.subscribe(defineConsumer({ ...declaration, idempotency: 'versioned' }), {
      'order.created': (_event, { effects, afterCommit }) => {
        runs++
        effects.nothingNew = true
        afterCommit('tidy up', async () => void steps++)
      },
    })
    await bus.publish(created)
    expect([runs, steps, givenUp]).toEqual([1, 0, []])
  })

  it('can be waited for before the process ends', async () => {
    const { bus } = setUp()
    let done = false
    bus.subscribe(mailer, {
      'order.created': async () => {
        await new Promise(setImmediate)
        done = true
      },
    })
    void bus.publish(created)
    await bus.idle()
    expect(done).toBe(true)
  })
})

describe('an ordered consumer in process that has given up an event', () => {
  const history = orderHistory('1', orderPaths[1]!) as [EventEnvelope, EventEnvelope]

  function ledger() {
    const { bus, givenUp, advance } = setUp()
    const done: string[] = []
    let isBroken = true
    const handle = ({ event_type }: EventEnvelope) => {
      if (isBroken && event_type === 'order.created') throw new PermanentError('BROKEN', 'no')
      done.push(event_type)
    }
    const stop = bus.subscribe(ordered, {
      'order.created': handle,
      'order.confirmed': handle,
      'order.cancelled': handle,
      'order.status_updated': handle,
    })
    const repair = () => {
      isBroken = false
    }
    return { bus, done, givenUp, repair, stop, advance }
  }

  it('says what it holds and why, and releases it when it is told to', async () => {
    const { bus, done, givenUp, repair } = ledger()
    await bus.publish(...history)
    expect([done, givenUp]).toEqual([[], ['ordered: no (1)']])
    expect(bus.held()).toMatchObject([
      {
        consumer: 'ordered',
        group: 'ord_1',
        events: [{ position: 1 }, { position: 2 }],
        finalFailure: { letter: { errorMessage: 'no' } },
      },
    ])
    expect(await bus.release('ordered', 'ord_1')).toBe('held')
    repair()
    expect(await bus.release('ordered', 'ord_1')).toBe('live')
    expect([done, bus.held()]).toEqual([['order.created', 'order.confirmed'], []])
    expect(await bus.release('ordered', 'ord_1')).toBe('live')
  })

  it('leaves out what is skipped, for good, and does what waits behind it', async () => {
    const { bus, done, repair } = ledger()
    await bus.publish(...history)
    repair()
    expect(await bus.skip('ordered', 'ord_1', history[0].event_id)).toBe('live')
    await bus.publish(history[0])
    expect(done).toEqual(['order.confirmed'])
    await expect(bus.skip('ordered', 'ord_1', history[0].event_id)).rejects.toThrow(/is not parked/)
    await expect(bus.release('nobody', 'ord_1')).rejects.toThrow(/No consumer named "nobody"/)
  })

  it('forgets what was skipped once no copy of it can come any more', async () => {
    const { bus, done, repair, advance } = ledger()
    await bus.publish(...history)
    repair()
    await bus.skip('ordered', 'ord_1', history[0].event_id)
    advance(derivedLimits(ordered).dedupTtlSeconds + 1)
    await bus.publish(history[0])
    expect(done).toEqual(['order.confirmed', 'order.created'])
  })

  it('is released once by two who ask at once, with what is published meanwhile behind it', async () => {
    const { bus, done, repair } = ledger()
    await bus.publish(history[0])
    repair()
    await Promise.all([bus.release('ordered', 'ord_1'), bus.publish(history[1]), bus.release('ordered', 'ord_1')])
    await bus.idle()
    expect([done, bus.held()]).toEqual([['order.created', 'order.confirmed'], []])
  })

  it('goes on where it is declared so', async () => {
    const { bus } = setUp()
    const done: string[] = []
    const handle = ({ event_type }: EventEnvelope) => {
      if (event_type === 'order.created') throw new PermanentError('BROKEN', 'no')
      done.push(event_type)
    }
    bus.subscribe(
      { ...ordered, onDeadLetter: 'continue' },
      { 'order.created': handle, 'order.confirmed': handle, 'order.cancelled': handle, 'order.status_updated': handle },
    )
    await bus.publish(...history)
    expect([done, bus.held()]).toEqual([['order.confirmed'], []])
  })
})
