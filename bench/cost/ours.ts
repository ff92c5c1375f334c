import { gbSeconds } from '../../ops/cost/lambda-time.ts'
import { timesUsage, type Usage } from '../../prices/cost-of.ts'
import type { Measured } from './measure.ts'

/** Calls from outside of all functions are those of the benchmark itself. */
export const OUTSIDE = 'outside'

/** What one order uses on average, by who causes it. */
export function usagePerOrder(
  { units, calls, orders }: Measured,
  memoryOf: ReadonlyMap<string, number>,
): ReadonlyMap<string, Usage> {
  const payers = Object.entries(units).filter(([payer, counts]) => payer !== OUTSIDE && Object.keys(counts).length > 0)
  return new Map(
    payers.map(([payer, { sqsMessagesReceived: events = 0, ...billed }]) => {
      const invocations = billed.lambdaRequests ?? 0
      const time = { memoryMb: memoryOf.get(payer) ?? 128, invocations, events, calls: calls[payer] ?? {} }
      const usage = { ...billed, lambdaGbSeconds: gbSeconds(time) }
      return [payer, timesUsage(usage, 1 / orders)]
    }),
  )
}
