import { allEvents } from '../../events/catalog.ts'
import { type Component, costOf, totalUsd } from '../../prices/cost-of.ts'
import { PRICES_OF } from '../../prices/us-east-1.ts'
import { UsageError } from '../cli/usage-error.ts'
import { CALL_MS } from './call-times.ts'
import {
  type CostedConsumer,
  consumerUsage,
  fullBatch,
  isByReference,
  LOG_BYTES,
  type PerEvent,
  storesEvents,
} from './consumer-usage.ts'
import { TIME_ASSUMPTIONS } from './lambda-time.ts'
import { type MonthlyCost, monthlyCost } from './monthly.ts'

export interface Expected {
  readonly eventsPerMonth: number
  /** Events that the handler stores for each event. Default 1 where it may store some, else 0. */
  readonly stores?: number | undefined
  /** Other items of up to 1 KB that it writes for each event. Default 1; 0 where it stores events, or its effect is outside: a mail, an object, a lease. */
  readonly writes?: number | undefined
  /** Items of up to 4 KB that it reads for each event. Default 1 for one that decides (`atomic`, `lease`) and may read, else 0. */
  readonly reads?: number | undefined
  /** Size of an event that it takes, and of one that it stores. Default 1. */
  readonly eventKb?: number | undefined
  readonly storedKb?: number | undefined
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
  /** The two extremes: batches that a backlog fills, and events that come one by one. */
  readonly fullBatches: Case
  readonly oneByOne: Case
  /** Whether or not events come; metrics only in hours in which some do. */
  readonly monthly: MonthlyCost
  readonly assumptions: readonly string[]
}

const KB = 1024

/** @throws {UsageError} for events that are larger than any that it can take or store. */
export function estimateConsumer(consumer: CostedConsumer, expected: Expected): ConsumerEstimate {
  const { eventsPerMonth } = expected
  const perEvent = perEventOf(consumer, expected)
  const caseOf = (perInvocation: number): Case => {
    const byComponent = costOf(consumerUsage(consumer, { ...perEvent, events: eventsPerMonth, perInvocation }))
    return { perInvocation, byComponent, usd: totalUsd(byComponent) }
  }
  return {
    consumer: consumer.name,
    eventsPerMonth,
    prices: PRICES_OF,
    fullBatches: caseOf(fullBatch(consumer, perEvent.eventBytes)),
    oneByOne: caseOf(1),
    monthly: monthlyCost(consumer),
    assumptions: assumptionsOf(consumer, perEvent),
  }
}

function perEventOf(
  consumer: CostedConsumer,
  { stores, writes, reads, eventKb = 1, storedKb = 1 }: Expected,
): PerEvent {
  const { idempotency, uses } = consumer
  const mayStore = storesEvents(consumer)
  if (stores !== undefined && stores > 0 && !mayStore) {
    throw new UsageError(
      `--stores: consumer ${consumer.name} stores no events; with "uses: { eventStore: 'append' }" it may.`,
    )
  }
  if (isByReference(eventKb * KB) && !takesLargeEvents(consumer)) {
    throw new UsageError(
      `--event-kb is ${eventKb}, but no event that ${consumer.name} takes declares claimCheck: they have 240 KB at most.`,
    )
  }
  if (isByReference(storedKb * KB) && !allEvents.some(({ claimCheck }) => claimCheck)) {
    throw new UsageError(`--stored-kb is ${storedKb}, but no event declares claimCheck: they have 240 KB at most.`)
  }
  const isOutside = idempotency === 'lease' || uses.bucket !== undefined || uses.email === true
  const decides = idempotency === 'atomic' || idempotency === 'lease'
  return {
    stores: stores ?? (mayStore ? 1 : 0),
    writes: writes ?? (isOutside || mayStore ? 0 : 1),
    reads: reads ?? (decides && mayRead(consumer) ? 1 : 0),
    eventBytes: eventKb * KB,
    storedBytes: storedKb * KB,
  }
}

const takesLargeEvents = ({ subscribesTo }: CostedConsumer): boolean =>
  (subscribesTo === '*' ? allEvents : subscribesTo).some(({ claimCheck }) => claimCheck)

const mayRead = ({ uses: { eventStore, table = [] } }: CostedConsumer): boolean =>
  eventStore !== undefined || typeof table === 'string' || table.includes('get') || table.includes('query')

function assumptionsOf(consumer: CostedConsumer, perEvent: PerEvent): string[] {
  const { invocationMs, eventMs } = TIME_ASSUMPTIONS
  const { stores, writes, reads, eventBytes } = perEvent
  const times = `${CALL_MS.dynamodb} ms for a write, ${CALL_MS['dynamodb TransactWriteItems']} ms for a transaction, ${CALL_MS.s3} ms for an object, ${CALL_MS.ses} ms for a mail`
  return [
    `An event has ${eventBytes / KB} KB (--event-kb). For each, the handler stores ${count(stores, 'event')} (--stores), writes ${count(writes, 'other item')} of up to 1 KB (--writes), and reads ${count(reads, 'item')} of up to 4 KB (--reads).${ofStored(perEvent)}`,
    idempotencyAssumption(consumer, writes + stores),
    `An invocation takes ${invocationMs} ms of ${consumer.memoryMb} MB, and ${eventMs} ms for each event, ${times}, one after the other.`,
    `It logs ${LOG_BYTES.perInvocation} bytes, and ${LOG_BYTES.perEvent} for each event. Traces are off (docs/tracing.md says what they cost).`,
    batchAssumption(consumer),
    'Nothing fails, and nothing is delivered twice. Not in it: publishing (an event costs that once, for all who take it), storage, downstreams, free allowances.',
  ]
}

/** SQS's most for one receive, and Lambda's for a batch without a window. */
const MOST_OF_RECEIVE = 10

const batchAssumption = ({ batchSize }: CostedConsumer): string =>
  batchSize > MOST_OF_RECEIVE
    ? 'It gathers events, so the more come in its window, the nearer it is to full batches. A receive brings ten; while few come it brings one, and SQS costs up to twice as much.'
    : 'While functions keep up with what comes, events come nearly one by one; batches fill from a backlog.'

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

function ofStored({ stores, storedBytes }: PerEvent): string {
  if (stores === 0) return ''
  const puts = isByReference(storedBytes) ? ', and its data an object' : ''
  return ` A stored event has ${storedBytes / KB} KB (--stored-kb): it is an item and its entry in the index by time${puts}.`
}

function idempotencyAssumption({ idempotency, uses }: CostedConsumer, writes: number): string {
  const archives = ' Its batch goes into objects of up to 1,000 events, which are claimed in its table first.'
  const puts = uses.bucket === 'write-and-look' ? archives : ' It writes an object.'
  const outside = uses.bucket ? puts : uses.email ? ' It sends a mail to one recipient.' : ''
  if (idempotency === 'atomic')
    return `Marker and writes are one transaction per batch, two write units for each.${outside}`
  if (idempotency === 'lease' && writes > 0)
    return `A claim is a write; its completion and the writes are one transaction per batch, two write units for each.${outside}`
  if (idempotency === 'lease') return `A claim and its completion are two writes.${outside}`
  return `No marker is written.${outside}`
}
