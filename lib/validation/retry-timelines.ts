import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { retryTimeline, worstCaseSeconds } from '../../lambdas/runtime/declarations/figures.ts'

/**
 * One line per consumer: each wait at its longest, and when a message that always fails becomes a dead letter.
 * @example payment  1 +1 +2 +4 +8 +16 → dead letter after 31 s (91 s if each attempt uses its 10 s)
 */
export function retryTimelines(consumers: readonly ConsumerDeclaration[]): string {
  const width = Math.max(...consumers.map((consumer) => consumer.name.length))
  return [
    'Retries until the dead-letter queue, seconds, each wait at its longest:',
    ...consumers.map((consumer) => `  ${consumer.name.padEnd(width)}  ${timelineOf(consumer)}`),
  ].join('\n')
}

function timelineOf(consumer: ConsumerDeclaration): string {
  if (consumer.delivery === 'at-most-once') return 'at most once: no retries'
  const attempts = retryTimeline(consumer.retry)
  const last = attempts.at(-1)?.atSeconds ?? 0
  const waits = attempts.map(({ number, delaySeconds }) => (number === 1 ? '0' : `+${delaySeconds}`)).join(' ')
  return `${waits} = ${duration(last)}; ${duration(worstCaseSeconds(consumer))} if each attempt takes its ${consumer.timeoutSeconds} s`
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
