import { styleText } from 'node:util'
import { cut } from '../cli/table.ts'
import { oneLine } from '../cli/visible.ts'
import type { DeliveryOutcome } from './outcome.ts'

const colours = {
  processed: 'green',
  duplicate: 'cyan',
  dropped: 'red',
  deferred: 'yellow',
  returned: 'dim',
  failed: 'yellow',
  'dead-lettered': 'red',
} as const

/** One line of a terminal. What comes from events and errors moves no cursor in it and turns no direction. */
export function lineOf(one: DeliveryOutcome, width: number): string {
  const { at, consumer, outcome, event_type, aggregate_id, attempt, duration_ms, delay_seconds, error, led_to } = one
  const parts = [
    styleText('dim', oneLine(at.slice(11, 23))),
    oneLine(consumer).padEnd(22),
    styleText(colours[outcome as keyof typeof colours] ?? 'red', oneLine(outcome).padEnd(13)),
    oneLine(event_type ?? 'unknown message').padEnd(24),
    styleText('dim', `${String(Math.round(duration_ms)).padStart(5)} ms`),
    oneLine(aggregate_id ?? ''),
    attempt > 1 ? `attempt ${attempt}` : '',
    delay_seconds === null ? '' : `again in ${delay_seconds} s`,
    led_to.length > 0 ? styleText('dim', `→ ${led_to.map(({ type }) => oneLine(type)).join(', ')}`) : '',
    error === null ? '' : styleText('red', oneLine(error)),
  ]
  return cut(parts.filter((part) => part !== '').join('  '), width)
}
