import type { EventDefinition } from '../../events/define-event.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { PRICES_OF, prices } from '../../prices/us-east-1.ts'

/** The settings that say how many requests are traced, and where their spans go (docs/tracing.md). */
export interface TraceSettings {
  /** Share of the requests, 0 to 1. */
  readonly traceRatio: number
  /** Absent: CloudWatch. */
  readonly traceEndpoint?: string | undefined
}

type Subscriber = Pick<ConsumerDeclaration, 'subscribesTo'>

/** Its creation, and its publication on the bus and on the topic. Each consumer adds one. */
const SPANS_PER_EVENT = 3
const SPAN_BYTES = 1024
const GB = 2 ** 30

/** US dollars for a million events of each type that are all traced, from the cheapest type on. */
export function traceCost(consumers: readonly Subscriber[], events: readonly EventDefinition[]): readonly TypeCost[] {
  return events
    .map(({ type }) => {
      const takers = consumers.filter(
        ({ subscribesTo }) => subscribesTo === '*' || subscribesTo.some((one) => one.type === type),
      ).length
      const gigabytes = ((SPANS_PER_EVENT + takers) * SPAN_BYTES * 1e6) / GB
      return { type, consumers: takers, usd: gigabytes * prices.spansIngested.usd }
    })
    .toSorted((one, other) => one.usd - other.usd)
}

interface TypeCost {
  readonly type: string
  readonly consumers: number
  readonly usd: number
}

/** @returns nothing while traces are off, and so cost nothing. */
export function tracesReport(
  stage: string,
  { traceRatio, traceEndpoint }: TraceSettings,
  consumers: readonly Subscriber[],
  events: readonly EventDefinition[],
): string | undefined {
  if (traceRatio === 0) return undefined
  const share = `Stage ${stage} traces ${Number((traceRatio * 100).toPrecision(3))} % of its requests`
  if (traceEndpoint !== undefined)
    return `${share} and sends the spans to ${traceEndpoint}: what that costs, its owner knows.`
  const costs = traceCost(consumers, events)
  const [cheapest, dearest] = [costs[0], costs.at(-1)]
  if (!cheapest || !dearest) return `${share}.`
  const told = ({ type, consumers: takers, usd }: TypeCost) =>
    `$${(usd * traceRatio).toFixed(2)} (${type}, ${takers} ${takers === 1 ? 'consumer' : 'consumers'})`
  return (
    `${share}. For each million events that is ${told(cheapest)} to ${told(dearest)}: ${SPANS_PER_EVENT} spans for an event and one for each consumer, ` +
    `of 1 KB, at $${prices.spansIngested.usd} a GB (${PRICES_OF.asOf}).`
  )
}
