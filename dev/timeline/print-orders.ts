import { styleText } from 'node:util'
import type { Journey } from './journey.ts'
import type { Journeys } from './journeys.ts'
import { renderTimeline } from './render.ts'

/** More than this many orders in one second, and a line each is all that a terminal can bear. */
const TIMELINES_PER_SECOND = 5

/** Prints the timeline of every order that settles from now on. */
export function printOrders(journeys: Journeys): void {
  const printed: number[] = []
  journeys.onSettled((journey) => {
    const order = journey.outcomes.find((outcome) => outcome.event_type === 'order.created')
    if (!order) return
    const title = `Order ${order.aggregate_id ?? ''}`
    process.stdout.write(
      isCrowded(printed, Date.now()) ? oneLine(journey, title) : `${renderTimeline(journey, title)}\n`,
    )
  })
}

function isCrowded(printed: number[], now: number): boolean {
  while (printed[0] !== undefined && printed[0] < now - 1_000) printed.shift()
  printed.push(now)
  return printed.length > TIMELINES_PER_SECOND
}

const oneLine = (journey: Journey, title: string) =>
  styleText('dim', `${title} ${journey.correlationId}: ${journey.outcomes.length} deliveries\n`)
