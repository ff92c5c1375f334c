import { quantile } from '../support/statistics.ts'
import type { PlacedOrder } from './place-orders.ts'

export interface Summary {
  /** Milliseconds at the 50th, 95th and 99th percentile. */
  readonly answered: readonly number[]
  readonly ended: readonly number[]
  readonly told: readonly number[]
  /** Shares of all orders, 0 to 1. */
  readonly available: number
  readonly completed: number
}

const percentiles = [0.5, 0.95, 0.99] as const

/** Answers count whether good or bad: a caller waits for either. Completion is that of the orders that completed. */
export function summarize(orders: readonly PlacedOrder[]): Summary {
  const at = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined)
    return percentiles.map((q) => quantile(known, q))
  }
  const share = (count: number) => count / orders.length
  return {
    answered: at(orders.map(({ answeredMs }) => answeredMs)),
    ended: at(orders.map(({ endedMs }) => endedMs)),
    told: at(orders.map(({ toldMs }) => toldMs)),
    available: share(orders.filter(({ accepted }) => accepted).length),
    completed: share(orders.filter(({ toldMs }) => toldMs !== undefined).length),
  }
}

/** Both side by side; the last column is the pipeline's figure divided by the synchronous one. */
export function renderComparison(synchronous: Summary, pipeline: Summary): string {
  const times = (name: string, of: (summary: Summary) => readonly number[]) =>
    percentiles.map((q, index) => {
      const [one, other] = [of(synchronous)[index] ?? Number.NaN, of(pipeline)[index] ?? Number.NaN]
      return row(`${name}, p${q * 100}`, ms(one), ms(other), `× ${(other / one).toFixed(2)}`)
    })
  return [
    row('', 'synchronous', 'pipeline', 'ratio'),
    ...times('answer to the caller', ({ answered }) => answered),
    row('requests answered with success', percent(synchronous.available), percent(pipeline.available)),
    ...times('order has ended', ({ ended }) => ended),
    ...times('and the customer is told', ({ told }) => told),
    row('orders completed', percent(synchronous.completed), percent(pipeline.completed)),
  ].join('\n')
}

const row = (name: string, ...cells: string[]) =>
  `  ${name.padEnd(32)}${cells.map((cell) => cell.padStart(14)).join('')}`.trimEnd()
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`
const percent = (share: number) => `${(share * 100).toFixed(1)} %`
