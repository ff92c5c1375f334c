import { accountOpened, moneyDeposited } from '../../events/account.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import { draft } from '../../lambdas/runtime/aggregate/event-draft.ts'
import { Effects } from '../../lambdas/runtime/effects/effects.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'

/** DynamoDB's limit for one transaction. */
export const EVENTS_PER_TRANSACTION = 100

/** An account with one deposit of a cent after another, `length` events in all. */
export async function appendHistory(storage: EventStorage, accountId: string, length: number): Promise<void> {
  const events = accountHistory(accountId, length)
  for (let start = 0; start < length; start += EVENTS_PER_TRANSACTION) {
    await storage.append(events.slice(start, start + EVENTS_PER_TRANSACTION))
  }
}

/** A stream of its own; made anew, so that ids are not repeated. */
export function accountHistory(account_id: string, length: number): EventEnvelope[] {
  const clock = { now: () => Date.parse('2026-01-01T00:00:00.000Z') }
  const environment = {
    clock,
    ids: createIds(clock, systemRandomBytes),
    source: 'payment-service',
    eventTable: 'events',
  }
  const effects = new Effects(environment, { correlation_id: 'req_bench', causation_id: 'cmd_bench' })
  const owner = { account_id, customer_id: 'cust_bench', currency: 'USD' }
  return effects.append({ aggregateId: account_id, after: 0 }, [
    draft(accountOpened, owner),
    ...Array.from({ length: length - 1 }, (_, index) =>
      draft(moneyDeposited, { ...owner, amount: 0.01, balance: (index + 1) / 100, kind: 'deposit' }),
    ),
  ])
}
