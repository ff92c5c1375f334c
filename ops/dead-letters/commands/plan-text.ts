import { counted } from '../../cli/counted.ts'
import { duration } from '../../cli/durations.ts'
import { grouped } from '../../cli/progress-bar.ts'
import { unseenText } from '../queue/unseen-text.ts'
import { stepsOf } from '../retry/plan.ts'
import type { PreparedRetry } from '../retry/prepare-retry.ts'
import { tellVerdict, type VerdictKind } from '../verdict/verdict.ts'

/** Says what a retry would do, before it does anything. */
export function planText({ plan, estimate: { seconds, usd }, causeless }: PreparedRetry, rate: number): string {
  const { letters, verdicts, risky, malformed, ignored, orphans, held } = plan
  const steps = stepsOf(letters)
  const sizes = steps.map((end, index) => grouped(end - (steps[index - 1] ?? 0)))
  const line = (count: number, text: string) => (count > 0 ? [`${grouped(count).padStart(12)}  ${text}`] : [])
  return `${[
    `${counted(letters, 'letter')} would be retried, each to its own consumer only:`,
    ...Object.entries(verdicts).flatMap(([kind, count]) => line(count, tellVerdict({ kind: kind as VerdictKind }))),
    ...line(risky, 'of these are left out: a second effect is possible (--again takes them, too)'),
    ...line(
      malformed,
      'of these are left out: no code has taken them for messages (archive them; --again takes them, too)',
    ),
    ...line(held, 'of these are of consumers that hold: with each, what waits behind it is released in order'),
    ...line(ignored, 'more are of issues that are ignored, and stay: name them by --fingerprint or --id to retry them'),
    ...line(orphans, 'more are of consumers that are not declared any more, and stay'),
    ...line(
      causeless.messageIds.size,
      'messages in dead-letter queues have no record yet: they get one first, and are then among them',
    ),
    ...(letters > 0
      ? [
          `Steps: ${sizes.join(', ')}; it stops at a new cause, or when too many die again.`,
          `At ${grouped(rate)} a second it takes ${duration(seconds)} and the time of the consumers; about $${usd.toFixed(4)} for queue and records, at list prices.`,
        ]
      : []),
  ].join('\n')}\n${unseenText(causeless.unseen)}`
}
