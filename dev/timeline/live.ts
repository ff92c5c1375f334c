import { styleText } from 'node:util'
import type { Journey } from './journey.ts'
import type { Journeys } from './journeys.ts'
import type { ConsumerOutcome } from './outcome.ts'
import { counted, outcomeText, renderOutcome, renderStepHead, startOf, summaryOf } from './render.ts'

/** More than this many timelines in one second, and a line each is all that a terminal can bear. */
const TIMELINES_PER_SECOND = 5

export interface LiveOutput {
  write(text: string): unknown
}

/**
 * Prints what each request sets in motion: the timeline of a request that led to an event of the followed type grows as its
 * consumers answer; other requests, and what comes after all was done (a deadline, redriven or edited messages), get a line of their own.
 * @param follows Event type, e.g. `order.created`.
 */
export function printLive(
  journeys: Journeys,
  follows: string,
  output: LiveOutput = process.stdout,
  now: () => number = Date.now,
): void {
  const firstOf = (journey: Journey) => journey.firstOf(follows)
  const titleOf = (journey: Journey) => titleFor(follows, firstOf(journey))
  const crowd = new Crowd(now)
  const growing = new Map<Journey, 'grows' | 'is one line'>()
  let last: { readonly journey: Journey; readonly step: string } | undefined
  const say = (text: string) => output.write(`${text}\n`)

  const grow = (journey: Journey, outcome: ConsumerOutcome, isFirst: boolean) => {
    // Between the answers of an order that came later: a line apart, so that its timeline is not torn apart.
    if (last && last.journey !== journey && !isFirst) return say(apartText(titleOf(journey), outcome, startOf(journey)))
    if (last?.journey !== journey) {
      const title = titleOf(journey)
      say(`${styleText('bold', title)}  ${styleText('dim', journey.correlationId)}`)
    }
    if (last?.journey !== journey || last.step !== outcome.event_id) {
      say(renderStepHead({ id: outcome.event_id, type: outcome.event_type }, startOf(journey)))
    }
    last = { journey, step: outcome.event_id }
    say(renderOutcome(outcome, startOf(journey), false))
  }
  journeys.onOutcome((journey, outcome, isLate) => {
    const isFollowed = firstOf(journey) !== undefined
    if (isLate) {
      last = undefined
      return say(laterText(outcome))
    }
    if (!isFollowed) return
    const isFirst = !growing.has(journey)
    const mode = growing.get(journey) ?? (crowd.isOneMore() ? 'is one line' : 'grows')
    growing.set(journey, mode)
    if (mode === 'grows') grow(journey, outcome, isFirst)
  })
  journeys.onSettled((journey) => {
    const mode = growing.get(journey)
    growing.delete(journey)
    const isTorn = last?.journey !== journey
    if (mode === 'grows' && !isTorn) say(`${summaryOf(journey)}\n`)
    else say(lineOf(journey, firstOf(journey) && titleOf(journey)))
    if (!isTorn) last = undefined
  })
}

class Crowd {
  readonly #starts: number[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  isOneMore(): boolean {
    const now = this.#now()
    while (this.#starts[0] !== undefined && this.#starts[0] < now - 1_000) this.#starts.shift()
    this.#starts.push(now)
    return this.#starts.length > TIMELINES_PER_SECOND
  }
}

/** `Order ord_1`, from the family of the followed type. */
const titleFor = (follows: string, first: ConsumerOutcome | undefined): string => {
  const [family = ''] = follows.split('.')
  return `${family.charAt(0).toUpperCase()}${family.slice(1)} ${first?.aggregate_id ?? ''}`
}

/** `product.priced prod_1  req_1  3 deliveries in 120 ms`. */
function lineOf(journey: Journey, title: string | undefined): string {
  const [first] = journey.outcomes
  const what = title ?? [...new Set(journey.steps.map(({ type }) => type))].join(', ')
  const bad = journey.outcomes.filter(({ outcome }) => outcome === 'dead-lettered' || outcome === 'dropped')
  const end = Math.max(...journey.outcomes.map(({ at }) => at))
  const text = [
    what,
    title ? '' : (first?.aggregate_id ?? ''),
    journey.correlationId,
    `${counted(journey.outcomes.length, 'delivery', 'deliveries')} in ${Math.max(0, end - startOf(journey))} ms`,
  ]
  const line = styleText('dim', text.filter((part) => part !== '').join('  '))
  return bad.length === 0 ? line : `${line}  ${styleText('red', `${bad.length} given up`)}`
}

/** `Order ord_1  order.created → payment  +246 ms  128 ms  processed`, beside the timeline of another order. */
const apartText = (title: string, outcome: ConsumerOutcome, start: number): string =>
  `${styleText('dim', title)}  ${outcome.event_type} → ${outcomeText(outcome, start)}`

/** A message that came after all seemed done: a deadline, one that was sent again by hand, or one that SQS delivered twice. */
const laterText = ({ consumer, outcome, event_type, aggregate_id, correlation_id, error }: ConsumerOutcome): string =>
  [
    styleText('dim', 'later'),
    `${event_type} ${aggregate_id ?? ''}`.trim(),
    `→ ${consumer}`,
    outcome,
    styleText('dim', correlation_id),
    error === undefined ? '' : styleText('red', error),
  ]
    .filter((part) => part !== '')
    .join('  ')
