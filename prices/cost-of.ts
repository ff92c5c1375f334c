import { type Price, prices } from './us-east-1.ts'

/** What is billed by use, in the units of the price list. Bytes are bytes; a GB of the list is 2^30 of them. */
export type Usage = Readonly<Partial<Record<UsageUnit, number>>>

interface Billed {
  /** Under which name a bill adds it up. */
  readonly component: Component
  readonly price: Price
  /** How many of the unit the price is for. */
  readonly per: number
}

export const components = [
  'Lambda',
  'DynamoDB',
  'SQS',
  'SNS',
  'EventBridge',
  'Scheduler',
  'S3',
  'Firehose',
  'API Gateway',
  'Logs',
  'SES',
  'Secrets Manager',
] as const

export type Component = (typeof components)[number]

const MILLION = 1e6
const GB = 2 ** 30
const billed = (component: Component, price: Price, per = MILLION): Billed => ({ component, price, per })

const units = {
  lambdaRequests: billed('Lambda', prices.lambdaRequests),
  lambdaGbSeconds: billed('Lambda', prices.lambdaGbSeconds),
  dynamodbWriteUnits: billed('DynamoDB', prices.dynamoWrites),
  dynamodbReadUnits: billed('DynamoDB', prices.dynamoReads),
  dynamodbStreamReads: billed('DynamoDB', prices.dynamodbStreamReads),
  sqsStandardRequests: billed('SQS', prices.sqsStandardRequests),
  sqsFifoRequests: billed('SQS', prices.sqsFifoRequests),
  snsStandardPublishes: billed('SNS', prices.snsStandardPublishes),
  snsFifoPublishes: billed('SNS', prices.snsFifoPublishes),
  snsFifoPublishedBytes: billed('SNS', prices.snsFifoPublishedBytes, GB),
  snsFifoDeliveries: billed('SNS', prices.snsFifoDeliveries),
  snsFifoDeliveredBytes: billed('SNS', prices.snsFifoDeliveredBytes, GB),
  eventBridgeEvents: billed('EventBridge', prices.eventBridgeEvents),
  eventBridgeArchivedBytes: billed('EventBridge', prices.eventBridgeArchivedBytes, GB),
  schedulerInvocations: billed('Scheduler', prices.schedulerInvocations),
  s3Writes: billed('S3', prices.s3Writes),
  s3Reads: billed('S3', prices.s3Reads),
  firehoseBytes: billed('Firehose', prices.firehoseBytes, GB),
  httpApiRequests: billed('API Gateway', prices.httpApiRequests),
  logBytes: billed('Logs', prices.logsIngested, GB),
  sesRecipients: billed('SES', prices.sesRecipients),
  secretsManagerCalls: billed('Secrets Manager', prices.secretsManagerCalls),
} as const satisfies Record<string, Billed>

export type UsageUnit = keyof typeof units

/** US dollars by component, in the order of {@link components}; only what costs something. */
export function costOf(usage: Usage): Partial<Record<Component, number>> {
  const usd = (component: Component) =>
    Object.entries(usage).reduce((sum, [unit, quantity]) => {
      const of = units[unit as UsageUnit]
      return of.component === component ? sum + (quantity * of.price.usd) / of.per : sum
    }, 0)
  return Object.fromEntries(
    components.map((component) => [component, usd(component)] as const).filter(([, cost]) => cost > 0),
  )
}

export const totalUsd = (cost: Partial<Record<Component, number>>): number =>
  Object.values(cost).reduce((sum, usd) => sum + usd, 0)

export const usdOf = (usage: Usage): number => totalUsd(costOf(usage))

export function addUsage(...usages: readonly Usage[]): Usage {
  const sum: Partial<Record<UsageUnit, number>> = {}
  for (const usage of usages) {
    for (const [unit, quantity] of Object.entries(usage))
      sum[unit as UsageUnit] = (sum[unit as UsageUnit] ?? 0) + quantity
  }
  return sum
}

export const timesUsage = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([unit, quantity]) => [unit, quantity * factor]))
