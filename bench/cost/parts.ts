import { services } from '../../lib/services.ts'
import { addUsage, type Component, components, type Usage } from '../../prices/cost-of.ts'
import { type Column, perMillion, whole } from './columns.ts'
import type { Measured } from './measure.ts'
import { OUTSIDE } from './ours.ts'

/** A part of the bill, by what it is for. US dollars per million orders. */
export interface Part {
  readonly what: string
  readonly ours: number
  readonly usual: number
  /** Whether every pipeline with a queue for each consumer pays this part, whatever it promises. */
  readonly isCommon: boolean
}

type Billed = keyof Usage
type ByPayer = ReadonlyMap<string, Usage>

const consumers = new Map(
  services.flatMap((service) => service.consumers).map((consumer) => [`Consumer ${consumer.name}`, consumer]),
)

/** A marker of a transaction, or the claim and the completion of a lease. */
const RECORDS = { atomic: 1, lease: 2 } as const

const isRelay = (payer: string) => payer.startsWith('Relay of ')

/**
 * Both bills, cut by what each dollar is for instead of by whom it is paid to. The parts of a bill add up to it, mail left out. What DynamoDB
 * writes is told apart by counts: events that were published were stored once each, each with one entry in the index by time; the rest
 * of the write units, besides those of records, positions, kept commands and transactions, is what handlers write themselves.
 */
export function partsOf(column: Column, measured: Measured): readonly Part[] {
  const { ours, usual } = { ours: column.ours, usual: column.usual.firehose }
  const [own, theirs] = [whole(ours), whole(usual)]
  const relays = only(ours, isRelay)
  const units = unitsPerOrder(measured)
  const usdOf = (unit: Billed, quantity: number) => sum(perMillion({ [unit]: quantity }))
  const writes = (quantity: number) => usdOf('dynamodbWriteUnits', quantity)
  const events = units.eventBridgeEvents
  const commands = relays.get('Relay of commands')?.sqsStandardRequests ?? 0
  const positions = relays.get('Relay of events')?.dynamodbWriteUnits ?? 0
  const records = recordsPerOrder(measured)
  const usualRecords = usualRecordsPerOrder(column, measured)
  const besides = 2 * events + records + units.dynamodbTransactionWriteUnits + positions + commands
  const relayed = sum(perMillion(addUsage(...[...relays.values()].map(lambdaOf))))
  const part = (what: string, mine: number, other: number, isCommon = false): Part => {
    return { what, ours: mine, usual: other, isCommon }
  }
  const of = (bill: typeof own, ...names: readonly Component[]) =>
    names.reduce((total, name) => total + (bill[name] ?? 0), 0)
  const archived = usdOf('eventBridgeArchivedBytes', units.eventBridgeArchivedBytes)
  return [
    part('the bus takes each event once', of(own, 'EventBridge') - archived, of(theirs, 'EventBridge'), true),
    part('queues: each consumer gets its copy, by SQS and SNS', of(own, 'SQS', 'SNS'), of(theirs, 'SQS', 'SNS'), true),
    part('functions of consumers and routes', of(own, 'Lambda') - relayed, of(theirs, 'Lambda'), true),
    part(
      'what handlers write: state, read models, counters',
      writes(units.dynamodbWriteUnits - besides),
      writes(sumOf(usual, 'dynamodbWriteUnits') - usualRecords),
      true,
    ),
    part('requests of the API', of(own, 'API Gateway'), of(theirs, 'API Gateway'), true),
    part('logs', of(own, 'Logs'), of(theirs, 'Logs'), true),
    part('the archive in S3, and that of the bus', of(own, 'S3') + archived, of(theirs, 'S3', 'Firehose')),
    part('an effect happens once: markers and leases', writes(records), writes(usualRecords)),
    part('effect, marker and event in one transaction', writes(units.dynamodbTransactionWriteUnits), 0),
    part('every event is stored', writes(events), 0),
    part('… and found by its time: replay, rebuild', writes(events), 0),
    part('commands are kept until they are sent', writes(commands), 0),
    part('nothing is lost on the way out: functions of the relays', relayed, 0),
    part('order per aggregate: positions of the relay', writes(positions), 0),
    part(
      'what handlers and the runtime read',
      usdOf('dynamodbReadUnits', units.dynamodbReadUnits),
      usdOf('dynamodbReadUnits', sumOf(usual, 'dynamodbReadUnits')),
    ),
    part('schedules that ran', of(own, 'Scheduler'), of(theirs, 'Scheduler')),
  ].filter(({ ours: mine, usual: other }) => mine + other > 0)
}

const lambdaOf = ({ lambdaRequests = 0, lambdaGbSeconds = 0 }: Usage): Usage => ({ lambdaRequests, lambdaGbSeconds })

const sum = (bill: Partial<Record<Component, number>>): number =>
  components.reduce((total, component) => total + (bill[component] ?? 0), 0)

const only = (usages: ByPayer, isMeant: (payer: string) => boolean): ByPayer =>
  new Map([...usages].filter(([payer]) => isMeant(payer)))

const sumOf = (usages: ByPayer, unit: Billed): number => addUsage(...usages.values())[unit] ?? 0

function unitsPerOrder({ units, orders }: Measured) {
  const total = addUsage(
    ...Object.entries(units).flatMap(([payer, counts]) => (payer === OUTSIDE ? [] : [counts as Usage])),
  ) as Readonly<Record<string, number | undefined>>
  const of = (unit: string) => (total[unit] ?? 0) / orders
  return {
    eventBridgeEvents: of('eventBridgeEvents'),
    eventBridgeArchivedBytes: of('eventBridgeArchivedBytes'),
    dynamodbWriteUnits: of('dynamodbWriteUnits'),
    dynamodbReadUnits: of('dynamodbReadUnits'),
    dynamodbTransactionWriteUnits: of('dynamodbTransactionWriteUnits'),
  }
}

function recordsPerOrder({ units, orders }: Measured): number {
  const records = Object.entries(units).map(([payer, { sqsMessagesReceived: events = 0 }]) => {
    const strategy = consumers.get(payer)?.idempotency
    return strategy === 'atomic' || strategy === 'lease' ? RECORDS[strategy] * events : 0
  })
  return records.reduce((total, one) => total + one, 0) / orders
}

/** Two writes of a record for each event of a consumer that wants its effect once; an archive by Firehose keeps none. */
function usualRecordsPerOrder({ usual }: Column, { units, orders }: Measured): number {
  const records = Object.entries(units).map(([payer, { sqsMessagesReceived: events = 0 }]) => {
    const consumer = consumers.get(payer)
    const keepsRecords = consumer?.delivery === 'effectively-once' && usual.firehose.get(payer)?.dynamodbWriteUnits
    return keepsRecords ? 2 * events : 0
  })
  return records.reduce((total, one) => total + one, 0) / orders
}
