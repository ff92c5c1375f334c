import { type Component, costOf, totalUsd } from '../../prices/cost-of.ts'
import { PRICES_OF } from '../../prices/us-east-1.ts'
import { CALL_MS } from './call-times.ts'
import { type CostedConsumer, consumerUsage, fullBatch, LOG_BYTES, unitsPerWrite } from './consumer-usage.ts'
import { TIME_ASSUMPTIONS } from './lambda-time.ts'
import { type MonthlyCost, monthlyCost } from './monthly.ts'

export interface Expected {
  readonly eventsPerMonth: number
  /** Items of up to 1 KB that the handler writes for each event. Default 1; 0 where the effect is outside: a mail, an object, a lease. */
  readonly writes?: number | undefined
}

interface Case {
  /** Events that come in one invocation. */
  readonly perInvocation: number
  readonly byComponent: Partial<Record<Component, number>>
  readonly usd: number
}

/** US dollars a month. */
export interface ConsumerEstimate {
  readonly consumer: string
  readonly eventsPerMonth: number
  readonly prices: typeof PRICES_OF
  /** As under load, and as when events come one by one: the truth is in between. */
  readonly fullBatches: Case
  readonly oneByOne: Case
  /** Whether or not events come; metrics only in hours in which some do. */
  readonly monthly: MonthlyCost
  readonly assumptions: readonly string[]
}

const EVENT_BYTES = 1024

export function estimateConsumer(consumer: CostedConsumer, { eventsPerMonth, writes }: Expected): ConsumerEstimate {
  const { idempotency, uses } = consumer
  const isOutside = idempotency === 'lease' || uses.bucket !== undefined || uses.email === true
  const writesPerEvent = writes ?? (isOutside ? 0 : 1)
  const traffic = { events: eventsPerMonth, writes: writesPerEvent, eventBytes: EVENT_BYTES }
  const caseOf = (perInvocation: number): Case => {
    const byComponent = costOf(consumerUsage(consumer, { ...traffic, perInvocation }))
    return { perInvocation, byComponent, usd: totalUsd(byComponent) }
  }
  return {
    consumer: consumer.name,
    eventsPerMonth,
    prices: PRICES_OF,
    fullBatches: caseOf(fullBatch(consumer, EVENT_BYTES)),
    oneByOne: caseOf(1),
    monthly: monthlyCost(consumer),
    assumptions: assumptionsOf(consumer, writesPerEvent),
  }
}

function assumptionsOf(consumer: CostedConsumer, writes: number): string[] {
  const { invocationMs, eventMs } = TIME_ASSUMPTIONS
  const stored =
    unitsPerWrite(consumer) === 2 ? ' Each is an event that it stores: an item and its entry in the index by time.' : ''
  const times = `${CALL_MS.dynamodb} ms for a write, ${CALL_MS['dynamodb TransactWriteItems']} ms for a transaction, ${CALL_MS.s3} ms for an object, ${CALL_MS.ses} ms for a mail`
  return [
    `An event has ${EVENT_BYTES} bytes. For each, the handler writes ${writes} ${writes === 1 ? 'item' : 'items'} of up to 1 KB (--writes), and reads none.${stored}`,
    idempotencyAssumption(consumer),
    `An invocation takes ${invocationMs} ms of ${consumer.memoryMb} MB, and ${eventMs} ms for each event, ${times}, one after the other.`,
    `It logs ${LOG_BYTES.perInvocation} bytes, and ${LOG_BYTES.perEvent} for each event. Traces are off (docs/tracing.md says what they cost).`,
    'Nothing fails, and nothing is delivered twice. Not in it: publishing (an event costs that once, for all who take it), storage, reads, downstreams, free allowances.',
  ]
}

function idempotencyAssumption({ idempotency, uses }: CostedConsumer): string {
  const archives = ' Its batch goes into objects of up to 1,000 events, which are claimed in its table first.'
  const puts = uses.bucket === 'write-and-look' ? archives : ' It writes an object.'
  const outside = uses.bucket ? puts : uses.email ? ' It sends a mail to one recipient.' : ''
  if (idempotency === 'atomic')
    return `Marker and writes are one transaction per batch, two write units for each.${outside}`
  if (idempotency === 'lease') return `A claim and its completion are two writes.${outside}`
  return `No marker is written.${outside}`
}
