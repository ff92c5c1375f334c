import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { retryTimeline, worstCaseSeconds } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { presetOf } from '../../lambdas/runtime/declarations/retry.ts'

/**
 * One line per consumer: the preset or `own`, each wait at its longest, and how long a message that always fails is tried
 * until it becomes a dead letter, at the longest and on average (full jitter makes half of each wait).
 * @example payment  store       0 +1 +2 +4 +8 +16 = up to 31 s, 16 s on average; 91 s if each attempt takes its 10 s
 */
export function retryTimelines(consumers: readonly ConsumerDeclaration[]): string {
  const width = Math.max(...consumers.map((consumer) => consumer.name.length))
  return [
    'Retries until the dead-letter queue, seconds, each wait at its longest (what is deferred counts as no attempt):',
    ...consumers.map((consumer) => `  ${consumer.name.padEnd(width)}  ${timelineOf(consumer)}`),
  ].join('\n')
}

const PRESET_WIDTH = 'downstream'.length

function timelineOf(consumer: ConsumerDeclaration): string {
  if (consumer.delivery === 'at-most-once') return 'at most once: no retries'
  const waits = retryTimeline(consumer.retry)
  const last = waits.at(-1)?.atSeconds ?? 0
  const preset = (presetOf(consumer.retry) ?? 'own').padEnd(PRESET_WIDTH)
  const span = `up to ${duration(last)}, ${duration(last / 2)} on average`
  const worst = `${duration(worstCaseSeconds(consumer))} if each attempt takes its ${consumer.timeoutSeconds} s`
  return `${preset}  ${inShort(waits.map(({ delaySeconds }) => delaySeconds))} = ${span}; ${worst}`
}

/** Equal waits at the end are counted: `+900 ×29`. */
function inShort(delays: readonly number[]): string {
  const longest = delays.at(-1) ?? 0
  const times = delays.length - delays.indexOf(longest)
  const different = delays.slice(0, delays.length - times)
  const tail = times > 2 ? [`+${longest} ×${times}`] : delays.slice(-times).map(signed)
  return [...different.map(signed), ...tail].join(' ').replace(/^\+0/, '0')
}

const signed = (delay: number): string => `+${delay}`

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`
}
