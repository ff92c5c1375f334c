import type { LocalRuntime } from '../../local/index.ts'
import { allConsumers } from '../../ops/consumers/find.ts'
import { type ConsumerOutcome, isFinal, parseOutcome } from '../timeline/outcome.ts'
import { witnessConsumer } from './witness/service.ts'

export interface Applied {
  readonly consumer: string
  readonly aggregateId: string
  readonly eventId: string
}

/** The log lines of the functions while they run. */
export interface Watch {
  /** The events that ordered consumers log as processed, now or before, in the order of those lines. */
  readonly applied: readonly Applied[]
  /** How often messages came to which outcome. */
  readonly outcomes: ReadonlyMap<string, number>
  /** When each message was done with, in milliseconds of `performance.now()`, ascending. */
  readonly doneAt: readonly number[]
  /** Milliseconds of `performance.now()` at which the last invocation ended. */
  lastInvocationAt(): number
  /** Resolves once that order was charged, or could not be. @throws the signal's reason. */
  charged(orderId: string, signal: AbortSignal): Promise<void>
}

const orderedConsumers: ReadonlySet<string> = new Set(
  [...allConsumers(), witnessConsumer].flatMap(({ ordering, name }) => (ordering === 'aggregate' ? [name] : [])),
)

/** What is parked has not happened yet, though its message is done with. */
const happened: ReadonlySet<string> = new Set(['processed', 'duplicate'])

export function watchConsumers(local: LocalRuntime, verbose: boolean): Watch {
  const applied: Applied[] = []
  const outcomes = new Map<string, number>()
  const doneAt: number[] = []
  const chargedOrders = new Set<string>()
  const waiting = new Map<string, () => void>()
  let lastInvocationAt = performance.now()

  function note({ consumer, outcome, event_type, event_id, aggregate_id: aggregateId = '' }: ConsumerOutcome): void {
    // A duplicate counts, too: where a crash came between effect and log, its second delivery is the first one heard of.
    if (orderedConsumers.has(consumer) && happened.has(outcome))
      applied.push({ consumer, aggregateId, eventId: event_id })
    if (consumer !== 'payment' || event_type !== 'order.created') return
    chargedOrders.add(aggregateId)
    waiting.get(aggregateId)?.()
    waiting.delete(aggregateId)
  }

  local.onInvocation(() => {
    lastInvocationAt = performance.now()
  })
  local.onLog((functionName, text) => {
    if (verbose && /"level":"(WARN|ERROR)"|Error/.test(text)) process.stderr.write(`${functionName} ${text}\n`)
    const outcome = parseOutcome(text, 0)
    if (outcome) outcomes.set(outcome.outcome, (outcomes.get(outcome.outcome) ?? 0) + 1)
    if (!outcome || !isFinal(outcome)) return
    doneAt.push(performance.now())
    note(outcome)
  })
  return {
    applied,
    outcomes,
    doneAt,
    lastInvocationAt: () => lastInvocationAt,
    charged: (orderId, signal) =>
      new Promise((resolve, reject) => {
        if (chargedOrders.has(orderId)) return resolve()
        const abort = () => reject(signal.reason)
        signal.addEventListener('abort', abort, { once: true })
        waiting.set(orderId, () => {
          signal.removeEventListener('abort', abort)
          resolve()
        })
      }),
  }
}
