import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paymentIdOf } from '../../../events/payment.ts'
import { account } from '../../../lambdas/payment/account.ts'
import { chargeOrder, refundOrder, refuseLateCharge } from '../../../lambdas/payment/charge.ts'
import { payment } from '../../../lambdas/payment/payment.ts'
import { transferMoney } from '../../../lambdas/payment/transfer.ts'
import { isDomainError } from '../../../lambdas/runtime/aggregate/domain-error.ts'
import { decideAndAppend } from '../../../lambdas/runtime/commands/decide-and-append.ts'
import type { StoreContext } from '../../../lambdas/runtime/commands/store-context.ts'
import { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { ConflictError } from '../../../lambdas/runtime/errors.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import type { EventStorage } from '../../../lambdas/runtime/event-store/event-storage.ts'
import { createMemoryEventStorage } from '../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { retryOnConflict } from '../../../lambdas/runtime/retry/retry-on-conflict.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import type { Timers } from '../../../lambdas/runtime/system/timers.ts'

const ACCOUNTS = 3
const ORDERS = 2
const INITIAL_CENTS = 5000
const currency = 'USD'
const accountId = (index: number) => `acc_${index}`
const orderOf = (index: number, cents: number) => ({
  order_id: `ord_${index}`,
  // Who pays for an order does not change between deliveries, neither does what it costs.
  customer_id: `cust_${index % ACCOUNTS}`,
  total: cents / 100,
  currency,
})

const cents = fc.integer({ min: 1, max: 5000 })
const someAccount = fc.nat({ max: ACCOUNTS - 1 })
const someOrder = fc.nat({ max: ORDERS - 1 })

/** What someone does. */
const action = fc.oneof(
  fc.record({ do: fc.constant('deposit' as const), to: someAccount, cents }),
  fc.record({ do: fc.constant('withdraw' as const), from: someAccount, cents }),
  fc.record({ do: fc.constant('transfer' as const), from: someAccount, to: someAccount, cents }),
  fc.record({ do: fc.constant('charge' as const), order: someOrder }),
  fc.record({ do: fc.constant('refund' as const), order: someOrder }),
  fc.record({ do: fc.constant('cancel' as const), order: someOrder }),
)
type Action = typeof action extends fc.Arbitrary<infer One> ? One : never

/** Everything in one round happens at the same time. */
const rounds = fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 })

const orderCents = fc.array(cents, { minLength: ORDERS, maxLength: ORDERS })

function bank(storage: EventStorage, prices: readonly number[]) {
  const clock = { now: () => 0 }
  const ids = createIds(clock, systemRandomBytes)
  const eventStore = createEventStore(storage)
  const accounts = {
    find: async (customerId: string) => ({ accountId: customerId.replace('cust', 'acc'), currency }),
    hasAny: async () => true,
  }
  const cause = { correlation_id: 'req_1', causation_id: 'cmd_1' }

  /** As the runtimes do: decide, commit all or nothing, decide again after a conflict. */
  const commit = (work: (context: StoreContext) => Promise<unknown>) => {
    const { signal } = new AbortController()
    let decisions = 0
    return retryOnConflict(
      async () => {
        const effects = new Effects({ clock, ids, source: 'test', eventTable: 'events' }, cause)
        await work({ effects, eventStore, clock, signal, wasOvertaken: decisions++ > 0 })
        if (effects.events.length > 0) await storage.append(effects.events)
      },
      { timers: atOnce, random: () => 0 },
    )
  }

  const perform = (one: Action) =>
    commit(async (context) => {
      switch (one.do) {
        case 'deposit': {
          const command = { type: 'deposit', kind: 'deposit', amount: one.cents / 100, currency } as const
          return decideAndAppend(account, accountId(one.to), command, context)
        }
        case 'withdraw': {
          const command = { type: 'withdraw', kind: 'withdrawal', amount: one.cents / 100, currency } as const
          return decideAndAppend(account, accountId(one.from), command, context)
        }
        case 'transfer': {
          const transferId = ids.next('trf')
          const [fromAccountId, toAccountId] = [accountId(one.from), accountId(one.to)]
          const transfer = { transferId, fromAccountId, toAccountId, amount: one.cents / 100, currency }
          return transferMoney(transfer, context)
        }
        case 'charge':
          return chargeOrder(orderOf(one.order, prices[one.order] ?? 1), accounts, context)
        case 'refund':
          return refundOrder(`ord_${one.order}`, context)
        case 'cancel':
          return refuseLateCharge(orderOf(one.order, prices[one.order] ?? 1), context)
      }
    })

  return {
    open: (index: number) =>
      commit(async (context) => {
        const [account_id, customer_id] = [accountId(index), `cust_${index}`]
        const command = { type: 'open', account_id, customer_id, currency } as const
        return decideAndAppend(account, account_id, command, context)
      }),
    /** False when it was refused, or lost against others every time. */
    attempt: async (one: Action): Promise<boolean> => {
      try {
        await perform(one)
        return true
      } catch (error) {
        if (isDomainError(error) || error instanceof ConflictError) return false
        throw error
      }
    },
  }
}

/** Waiting would only make the test slow. */
const atOnce: Timers = {
  after: (_, resume) => {
    queueMicrotask(resume)
    return () => {}
  },
}

const toCents = (amount: number) => Math.round(amount * 100)
const sum = (values: readonly number[]) => values.reduce((left, right) => left + right, 0)

describe('money', () => {
  it('is neither made nor lost, whatever happens at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), rounds, orderCents, async (scheduler, given, prices) => {
        const memory = createMemoryEventStorage()
        const quiet = bank(memory, prices)
        for (let index = 0; index < ACCOUNTS; index++) {
          await quiet.open(index)
          await quiet.attempt({ do: 'deposit', to: index, cents: INITIAL_CENTS })
        }
        // Every answer of the store comes when the scheduler says so: decisions rest on history that has moved on.
        const { attempt } = bank(
          {
            ...memory,
            readStream: scheduler.scheduleFunction(memory.readStream),
            append: scheduler.scheduleFunction(memory.append),
          },
          prices,
        )
        const done: Action[] = []
        for (const actions of given) {
          const accepted = await scheduler.waitFor(Promise.all(actions.map(attempt)))
          done.push(...actions.filter((_, index) => accepted[index]))
        }

        const store = createEventStore(memory)
        const balances = await Promise.all(
          Array.from({ length: ACCOUNTS }, async (_, index) => {
            const { state } = await store.load(account, accountId(index))
            return state.status === 'open' ? toCents(state.balance) : Number.NaN
          }),
        )
        const held = await Promise.all(
          prices.map(async (price, index) => {
            const { state } = await store.load(payment, paymentIdOf(`ord_${index}`))
            return state.status === 'processed' ? price : 0
          }),
        )
        const deposited = sum(done.map((one) => (one.do === 'deposit' ? one.cents : 0)))
        const withdrawn = sum(done.map((one) => (one.do === 'withdraw' ? one.cents : 0)))
        expect(sum(balances)).toBe(ACCOUNTS * INITIAL_CENTS + deposited - withdrawn - sum(held))
        for (const balance of balances) expect(balance).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 200 },
    )
  })
})
