import { unbilledUnits } from '../../local/index.ts'
import { gbSeconds } from '../../ops/cost/lambda-time.ts'
import { timesUsage, type Usage } from '../../prices/cost-of.ts'
import type { Measured } from './measure.ts'

/** Calls from outside of all functions are those of the benchmark itself. */
export const OUTSIDE = 'outside'

const unbilled: ReadonlySet<string> = new Set(unbilledUnits)

/** What one order uses on average, by who causes it. */
export function usagePerOrder(
  { units, calls, orders }: Measured,
  memoryOf: ReadonlyMap<string, number>,
): ReadonlyMap<string, Usage> {
  const payers = Object.entries(units).filter(([payer, counts]) => payer !== OUTSIDE && Object.keys(counts).length > 0)
  return new Map(
    payers.map(([payer, counts]) => {
      const events = counts.sqsMessagesReceived ?? 0
      const billed: Usage = Object.fromEntries(Object.entries(counts).filter(([unit]) => !unbilled.has(unit)))
      const invocations = billed.lambdaRequests ?? 0
      const time = { memoryMb: memoryOf.get(payer) ?? 128, invocations, events, calls: calls[payer] ?? {} }
      const usage = { ...billed, lambdaGbSeconds: gbSeconds(time) }
      return [payer, timesUsage(usage, 1 / orders)]
    }),
  )
}
