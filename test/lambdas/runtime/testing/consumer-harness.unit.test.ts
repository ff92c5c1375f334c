import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { paymentFailed } from '../../../../events/payment.ts'
import { payment } from '../../../../lambdas/payment/payment.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import type { MessageHandler } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const billing = defineConsumer({
  name: 'billing',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  breakers: ['bank'],
})

type OnCreated = MessageHandler<unknown>

const refuse: OnCreated = (_event, { effects }) => {
  effects.append({ aggregateId: 'pay_1', after: 0 }, [draft(paymentFailed, paymentFailed.example)])
}

describe('consumerHarness', () => {
  it('gives the staged effects of each event, and nothing for a copy', async () => {
    const harness = consumerHarness(billing, { 'order.created': refuse })
    const event = orderCreatedEvent(1)
    expect(await harness.deliver(event, event)).toMatchObject([{ kind: 'processed' }, { kind: 'duplicate' }])
    expect(await harness.deliver(event)).toEqual([{ kind: 'duplicate' }])
    expect(harness.effects.map(({ events }) => events.map((one) => one.event_type))).toEqual([['payment.failed']])
    expect(harness.waiting).toEqual([])
  })

  it('has an event store with what was stored before and what was committed; a place that is taken is a conflict', async () => {
    const refuseOnce: OnCreated = async (event, context) => {
      if (await context.eventStore.first(payment, 'pay_1')) return
      await refuse(event, context)
    }
    const harness = consumerHarness(billing, { 'order.created': refuseOnce })
    // Both are handled at the same time, so both find nothing; the one that comes second decides again.
    await harness.deliver(orderCreatedEvent(1), orderCreatedEvent(2))
    const [first, second] = harness.effects.map(({ events }) => events)
    expect(first).toMatchObject([{ event_type: 'payment.failed', aggregate_id: 'pay_1', sequence: 1 }])
    expect(second).toEqual([])

    const later = consumerHarness(billing, { 'order.created': refuseOnce }, { stored: first! })
    expect(await later.deliver(orderCreatedEvent(3))).toMatchObject([{ kind: 'processed' }])
    expect(later.effects.flatMap(({ events }) => events)).toEqual([])
  })

  it.each([
    ['versioned', 'duplicate', 0],
    ['unique-key', 'duplicate', 0],
    ['atomic', 'processed', 1],
  ] as const)(
    'takes an event in which a handler finds nothing new as when it is deployed (%s)',
    async (idempotency, kind, done) => {
      let steps = 0
      const declaration = { name: 'guarded', subscribesTo: [orderCreated], delivery: 'effectively-once' } as const
      const harness = consumerHarness(defineConsumer({ ...declaration, idempotency }), {
        'order.created': (_event, { effects, afterCommit }) => {
          effects.nothingNew = true
          afterCommit('tidy up', async () => void steps++)
        },
      })
      expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind }])
      expect([steps, harness.effects.length]).toEqual([done, done])
    },
  )

  it('brings a failed one back when it is due, until its attempts are spent', async () => {
    const attempts: number[] = []
    const harness = consumerHarness(billing, {
      'order.created': (_event, { attempt }) => {
        attempts.push(attempt)
        throw new TransientError('BANK_DOWN', 'no answer')
      },
    })
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'failed', delaySeconds: 1 }])
    expect(harness.waiting).toMatchObject([{ dueInSeconds: 1 }])
    const later = await harness.advance(60)
    expect(later.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed', 'failed', 'dead-lettered'])
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6])
    expect(harness.deadLetters).toMatchObject([{ attempts: 6, errorType: 'TransientError:BANK_DOWN' }])
  })

  it('decides again after a conflict, within the same delivery', async () => {
    let runs = 0
    const harness = consumerHarness(billing, {
      'order.created': () => {
        runs++
      },
    })
    harness.conflictNext()
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'processed' }])
    expect(runs).toBe(2)
  })

  it('waits while a circuit is open, without spending attempts', async () => {
    const harness = consumerHarness(billing, {
      'order.created': async (_event, { breaker }) => {
        await breaker('bank').run(async () => {})
      },
    })
    harness.openCircuit('bank', 30)
    expect(await harness.deliver(orderCreatedEvent(1))).toMatchObject([{ kind: 'deferred', delaySeconds: 30 }])
    harness.closeCircuit('bank')
    expect(await harness.advance(30)).toMatchObject([{ kind: 'processed' }])
  })

  it('cuts a handler off before the function ends', async () => {
    const aborted: unknown[] = []
    const harness = consumerHarness(billing, {
      'order.created': (_event, { signal }) =>
        new Promise(() => {
          signal.addEventListener('abort', () => aborted.push(signal.reason))
        }),
    })
    const delivery = harness.deliver(orderCreatedEvent(1))
    await new Promise((resolve) => setImmediate(resolve))
    harness.clock.moveTo(harness.clock.now() + 9_500)
    expect(await delivery).toMatchObject([{ kind: 'failed', error: { code: 'HANDLER_TIMEOUT' } }])
    expect(aborted).toHaveLength(1)
  })

  it('puts what is no message, and what failed for good, among the dead letters', async () => {
    const harness = consumerHarness(billing, {
      'order.created': () => {
        throw new PermanentError('NO_ACCOUNT', 'cust_789 has no account')
      },
    })
    await harness.deliver('no json', orderCreatedEvent(1))
    expect(harness.deadLetters.map(({ errorType }) => errorType)).toEqual([
      'PermanentError:BODY_NOT_JSON',
      'PermanentError:NO_ACCOUNT',
    ])
  })
})
