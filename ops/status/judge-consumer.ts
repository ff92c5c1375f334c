import { DEEP_QUEUE_MESSAGES } from '../../lambdas/runtime/declarations/deep-queue.ts'
import { duration } from '../cli/durations.ts'
import type { ConsumerFigures, Judgement, ParkingNow } from './consumer-status.ts'

/** Lag below which nothing is reported, because every queue has some. */
const TOLERATED_LAG_SECONDS = 60
/** Share of failed attempts from which a consumer is reported. */
const MANY_FAILURES = 0.5
/** With fewer attempts, the share of failures is not judged. */
const LEAST_ATTEMPTS = 5
/** Time to loss below which somebody has to act today: a weekend and some time for the repair. */
const SOON_LOST_SECONDS = 3 * 86_400

/** Sums up one consumer in one line: its most urgent problem, and what to do about it. */
export function judgeConsumer(figures: ConsumerFigures, now: number): Judgement {
  for (const rule of rules) {
    const says = rule.says(figures, now)
    if (says !== undefined) return { urgency: rule.urgency(figures), says }
  }
  return { urgency: 'ok', says: 'nothing to do' }
}

interface Rule {
  readonly urgency: (figures: ConsumerFigures) => Judgement['urgency']
  /** @returns nothing when the rule does not apply. */
  readonly says: (figures: ConsumerFigures, now: number) => string | undefined
}

const act = () => 'act' as const
const watch = () => 'watch' as const
const ok = () => 'ok' as const

const workOf = ({ waiting, in_flight, delayed }: ConsumerFigures): number =>
  (waiting ?? 0) + (in_flight ?? 0) + (delayed ?? 0)

const messages = (count: number): string => `${count.toLocaleString('en-US')} ${count === 1 ? 'message' : 'messages'}`

const waiting = (figures: ConsumerFigures): string => {
  const count = workOf(figures)
  return `${messages(count)} ${count === 1 ? 'waits' : 'wait'}`
}

/** Seconds until the queue of a paused consumer forgets its oldest message; undefined where it has none, or nobody knows. */
const pausedLossOf = ({ lag_seconds: age, retention_seconds: kept }: ConsumerFigures): number | undefined =>
  age !== null && age > 0 && kept !== null ? Math.max(0, kept - age) : undefined

/** Whether the first dead letter may be lost before somebody comes by anyway; an unknown age counts as soon. */
const isSoonLost = ({ loss_in_seconds }: ConsumerFigures): boolean =>
  loss_in_seconds === null || loss_in_seconds < SOON_LOST_SECONDS

function deadLettersOf(figures: ConsumerFigures): string | undefined {
  const { dead_letters, loss_in_seconds, consumer } = figures
  if (!dead_letters) return undefined
  const loss =
    loss_in_seconds !== null && isSoonLost(figures) ? `, the first may be lost in ${duration(loss_in_seconds)}` : ''
  return `${dead_letters.toLocaleString('en-US')} dead${loss}: dead-letters list --consumer ${consumer}`
}

/** The judgement on a full parking, if it is full. */
export function parkingFull({ aggregates, full, takes_no_more }: ParkingNow): string | undefined {
  if (takes_no_more) return `parking is full: ${aggregates} aggregates are held, what else dies waits in the queue`
  const [first, ...others] = full
  if (first === undefined) return undefined
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  return `parking of ${first}${more} is full, what comes of it waits in the queue`
}

/** The rules, the most urgent first. */
const rules: readonly Rule[] = [
  {
    urgency: act,
    says: ({ state }) =>
      state === 'missing' ? 'not in this stack: deploy it, or use the commit that is deployed' : undefined,
  },
  {
    urgency: act,
    says: ({ state, pause }) =>
      state === 'unpaused' && pause
        ? `paused by ${pause.by} (${pause.reason}), but its event source delivers, which its function gives back: consumers keep`
        : undefined,
  },
  {
    urgency: act,
    says: (figures) => (isSoonLost(figures) ? deadLettersOf(figures) : undefined),
  },
  {
    urgency: (figures) => ((pausedLossOf(figures) ?? Number.POSITIVE_INFINITY) < SOON_LOST_SECONDS ? 'act' : 'watch'),
    says(figures, now) {
      const { pause, state } = figures
      if (!pause) return undefined
      if (state === 'pausing')
        return `being paused by ${pause.by}: ${pause.reason}; its event source still delivers for a moment`
      const since = duration((now - Date.parse(pause.since)) / 1000)
      const loss = pausedLossOf(figures)
      const lost = loss === undefined ? '' : `; the first of its messages is lost in ${duration(loss)}`
      return `paused by ${pause.by} for ${since}: ${pause.reason}${lost}`
    },
  },
  {
    urgency: act,
    says: (figures) =>
      figures.state === 'off'
        ? `its event source is switched off: ${waiting(figures)}, and nothing is taken`
        : undefined,
  },
  {
    urgency: act,
    says: (figures) =>
      figures.is_fifo && workOf(figures) >= DEEP_QUEUE_MESSAGES
        ? `${waiting(figures)}: from 120,000 on SQS finds no other aggregates behind them, so all of them wait`
        : undefined,
  },
  {
    urgency: act,
    says: ({ in_flight }) =>
      (in_flight ?? 0) >= DEEP_QUEUE_MESSAGES
        ? `${messages(in_flight ?? 0)} in hand or waiting for their next attempt: with 120,000 SQS hands out nothing more`
        : undefined,
  },
  {
    urgency: act,
    says({ held }, now) {
      const [type] = held ?? []
      if (!type) return undefined
      const since = duration((now - Date.parse(type.since)) / 1000)
      return `${(held ?? []).map((one) => one.type).join(', ')} held for ${since}, because nearly all fail: ${type.cause}`
    },
  },
  {
    urgency: act,
    says({ parking, consumer }) {
      const full = parking && parkingFull(parking)
      return full ? `${full}: parked list --consumer ${consumer}` : undefined
    },
  },
  {
    // What is parked is in no queue: neither lag nor dead letters tell of it, while its readers see old data.
    urgency: act,
    says({ parking, consumer }) {
      const held = parking?.aggregates ?? 0
      return held > 0
        ? `${held.toLocaleString('en-US')} ${held === 1 ? 'aggregate is' : 'aggregates are'} held: parked list --consumer ${consumer}`
        : undefined
    },
  },
  { urgency: watch, says: deadLettersOf },
  {
    urgency: watch,
    says({ breakers }, now) {
      const open = breakers.find(({ state }) => state !== 'closed')
      if (!open) return undefined
      if (open.open_until === null) return `breaker ${open.breaker} is half-open: a few calls try whether it is back`
      const seconds = (Date.parse(open.open_until) - now) / 1000
      const until = seconds > 0 ? `is open for another ${duration(seconds)}` : 'will be tried with the next message'
      return `breaker ${open.breaker} ${until}: messages wait and lose no attempt`
    },
  },
  {
    urgency: act,
    says: ({ failure_ratio, attempts }) =>
      (failure_ratio ?? 0) >= MANY_FAILURES && (attempts ?? 0) >= LEAST_ATTEMPTS
        ? `${percent(failure_ratio ?? 0)} of ${attempts} attempts failed: tail or logs tell why`
        : undefined,
  },
  {
    urgency: ({ done_per_second }) => (done_per_second === 0 ? 'act' : 'watch'),
    says(figures) {
      if ((figures.lag_seconds ?? 0) < TOLERATED_LAG_SECONDS) return undefined
      const left = workOf(figures)
      const rate = figures.done_per_second
      if (rate === 0) return `${waiting(figures)}, and none was done in the last minutes`
      const end = rate ? `, about ${duration(left / rate)} to go at this rate` : ''
      return `${duration(figures.lag_seconds ?? 0)} behind: ${messages(left)}${end}`
    },
  },
  {
    urgency: ok,
    says: ({ failure_ratio, attempts }) =>
      failure_ratio ? `${percent(failure_ratio)} of ${attempts} attempts failed and are tried again` : undefined,
  },
  { urgency: ok, says: (figures) => (workOf(figures) > 0 ? 'working' : undefined) },
]

const percent = (ratio: number): string => `${ratio < 0.01 ? '<1' : Math.round(ratio * 100)} %`
