import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AccountCommand, account } from '../../../lambdas/payment/account.ts'
import { isDomainError } from '../../../lambdas/runtime/aggregate/domain-error.ts'
import { decideAndAppend } from '../../../lambdas/runtime/commands/decide-and-append.ts'
import { Effects } from '../../../lambdas/runtime/effects/effects.ts'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'

const START = Date.parse('2026-01-01T00:00:00.000Z')
const open: AccountCommand = { type: 'open', account_id: 'acc_1', customer_id: 'cust_1', currency: 'USD' }

const step = fc.record({
  /** Milliseconds since the step before; none at all when clocks are coarse. */
  pause: fc.nat({ max: 5000 }),
  command: fc.record({
    type: fc.constantFrom('deposit' as const, 'withdraw' as const),
    cents: fc.integer({ min: 1, max: 10_000 }),
  }),
})

const toCommand = ({ type, cents }: { type: 'deposit' | 'withdraw'; cents: number }): AccountCommand => {
  const movement = { amount: cents / 100, currency: 'USD' }
  return type === 'deposit' ? { type, kind: 'deposit', ...movement } : { type, kind: 'withdrawal', ...movement }
}

describe('the balance as of a time', () => {
  it('is the one that was seen at that time, with snapshots in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        let now = START
        const clock = { now: () => now }
        const ids = createIds(clock, systemRandomBytes)
        const storage = createMemoryEventStorage()
        const eventStore = createEventStore(storage)
        const frequent = { ...account, snapshotEvery: 4 }
        const perform = async (command: AccountCommand) => {
          const effects = new Effects(
            { clock, ids, source: 'test', eventTable: 'events' },
            { correlation_id: 'req_1', causation_id: 'cmd_1' },
          )
          try {
            await decideAndAppend(frequent, 'acc_1', command, { effects, eventStore, clock })
          } catch (error) {
            if (!isDomainError(error)) throw error
          }
          await storage.append(effects.events)
          await eventStore.settled()
        }

        const seen: { at: string; state: unknown }[] = []
        await perform(open)
        for (const { pause, command } of steps) {
          now += pause
          await perform(toCommand(command))
          const { state, latest } = await eventStore.load(frequent, 'acc_1')
          // An event is ever later than the one before it, even within one millisecond of the clock.
          seen.push({ at: latest !== undefined && latest > isoTime(now) ? latest : isoTime(now), state })
        }
        for (const { at } of seen) {
          const last = seen.findLast((one) => one.at === at)
          expect((await eventStore.load(frequent, 'acc_1', { until: at })).state).toEqual(last?.state)
        }
      }),
      { numRuns: 100 },
    )
  })
})
