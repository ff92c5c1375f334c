import type { Attempt, Trace, TracedDelivery, TracedStep } from '../../../../trace/trace.ts'
import { count } from '../../format.ts'

/** Milliseconds that the whole width stands for. */
export function spanOf(trace: Trace): number {
  const ends = trace.steps.flatMap(endsOf)
  return Math.max(1, ...ends, ...trace.requests.map(({ duration_ms }) => duration_ms))
}

const endsOf = ({ offset_ms, deliveries, led_to }: TracedStep): number[] => [
  offset_ms,
  ...deliveries.flatMap((delivery) => [...delivery.attempts.map(untilOf), ...delivery.led_to.flatMap(endsOf)]),
  ...led_to.flatMap(endsOf),
]

/** When it was over, or will be tried again. */
const untilOf = ({ offset_ms, delay_seconds }: Attempt): number => offset_ms + (delay_seconds ?? 0) * 1000

interface Mark {
  readonly kind: 'stored' | 'waits' | 'done' | 'failed'
  readonly from: number
  readonly to: number
  readonly says: string
}

/** The moment at which an event was stored, or a command made. */
export const stepMarks = ({ type, offset_ms }: TracedStep): readonly Mark[] => [
  { kind: 'stored', from: offset_ms, to: offset_ms, says: `${type} at ${count(offset_ms)} ms` },
]

const FAILED = /^(failed|dead-lettered|dropped)$/

/** From when it was stored: its way to the consumer, each attempt, and the waits in between. */
export function deliveryMarks({ attempts }: TracedDelivery, storedAt: number): readonly Mark[] {
  const marks: Mark[] = []
  let before = storedAt
  for (const { offset_ms, duration_ms, outcome, attempt } of attempts) {
    const from = Math.max(before, offset_ms - duration_ms)
    if (from > before) {
      const what = attempt > 1 ? 'waited to be tried again' : 'on its way'
      marks.push({ kind: 'waits', from: before, to: from, says: `${what}, ${count(Math.round(from - before))} ms` })
    }
    marks.push({
      kind: FAILED.test(outcome) ? 'failed' : 'done',
      from,
      to: offset_ms,
      says: `attempt ${attempt}, ${outcome}, ${count(duration_ms)} ms`,
    })
    before = offset_ms
  }
  const last = attempts.at(-1)
  if (last?.delay_seconds) {
    marks.push({
      kind: 'waits',
      from: before,
      to: untilOf(last),
      says: `waits ${last.delay_seconds} s to be tried again`,
    })
  }
  return marks
}

/** One line of the axis. What it draws stands beside it in words, so it is hidden from screen readers. */
export function Axis({ marks, spanMs }: { readonly marks: readonly Mark[]; readonly spanMs: number }) {
  const percent = (milliseconds: number): string => `${(100 * milliseconds) / spanMs}%`
  return (
    <span class="axis" aria-hidden="true">
      {marks.map(({ kind, from, to, says }) => (
        <span
          key={`${kind} ${from}`}
          class={`bar ${kind}`}
          title={says}
          style={{ left: percent(from), width: percent(to - from) }}
        />
      ))}
    </span>
  )
}

const PARTS = 4

/** The scale of the axis. */
export const Ticks = ({ spanMs }: { readonly spanMs: number }) => (
  <div class="trace-row ticks" aria-hidden="true">
    <span />
    <span class="axis">
      {Array.from({ length: PARTS + 1 }, (_, part) => (
        <span key={part} class="tick" style={{ left: `${(100 * part) / PARTS}%` }}>
          {label((spanMs * part) / PARTS)}
        </span>
      ))}
    </span>
  </div>
)

const label = (milliseconds: number): string =>
  milliseconds >= 10_000 ? `${(milliseconds / 1000).toPrecision(3)} s` : `${Math.round(milliseconds)} ms`
