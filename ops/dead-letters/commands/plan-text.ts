import { duration } from '../../cli/durations.ts'
import { grouped } from '../../terminal/progress-bar.ts'
import type { Estimate } from '../retry/estimate.ts'
import { type RetryPlan, stepsOf } from '../retry/plan.ts'
import { tellVerdict, type VerdictKind } from '../verdict/verdict.ts'

/** What a retry would do, before it does anything. */
export function planText(plan: RetryPlan, { seconds, usd }: Estimate, rate: number, causeless: number): string {
  const { items, verdicts, risky, orphans, held } = plan
  const steps = stepsOf(items.length)
  const sizes = steps.map((end, index) => grouped(end - (steps[index - 1] ?? 0)))
  const line = (count: number, text: string) => (count > 0 ? [`${grouped(count).padStart(12)}  ${text}`] : [])
  return `${[
    `${grouped(items.length)} letters would be retried, each to its own consumer only:`,
    ...Object.entries(verdicts).flatMap(([kind, count]) => line(count, tellVerdict({ kind: kind as VerdictKind }))),
    ...line(risky, 'of these are left out: a second effect is possible (--again takes them, too)'),
    ...line(held, 'of these are of consumers that hold: with each, what waits behind it is released in order'),
    ...line(orphans, 'more are of consumers that are not declared any more, and stay'),
    ...line(causeless, 'messages of the queue have no record yet: they get one first, and are then among them'),
    ...(items.length > 0
      ? [
          `Steps: ${sizes.join(', ')}; it stops at a new cause, or when too many die again.`,
          `At ${grouped(rate)} a second it takes ${duration(seconds)} and the time of the consumers; about $${usd.toFixed(4)} for queue and records, at list prices.`,
        ]
      : []),
  ].join('\n')}\n`
}
