/**
 * List prices of AWS, US East (N. Virginia), in US dollars, without free allowances, discounts and taxes. They change: look
 * at the page that each names before you rely on one, and change the date with the price.
 */
export const PRICES_OF = { region: 'us-east-1', asOf: '2026-11-25' } as const

export interface Price {
  readonly usd: number
  /** What one of it is. */
  readonly per: string
  readonly source: string
}

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/'
const SQS = 'https://aws.amazon.com/sqs/pricing/'
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/'
const KMS = 'https://aws.amazon.com/kms/pricing/'

export const prices = {
  /** Standard resolution. An alarm on an expression costs as much as its metrics. */
  alarmMetric: { usd: 0.1, per: 'metric of an alarm and month', source: CLOUDWATCH },
  compositeAlarm: { usd: 0.5, per: 'composite alarm and month', source: CLOUDWATCH },
  dashboard: { usd: 3, per: 'dashboard and month', source: CLOUDWATCH },
  /** The first 10,000. Prorated by the hour, and metered only while something is written. */
  customMetric: { usd: 0.3, per: 'metric and month', source: CLOUDWATCH },
  logsIngested: { usd: 0.5, per: 'GB', source: CLOUDWATCH },
  logsStored: { usd: 0.03, per: 'GB and month', source: CLOUDWATCH },
  /** A key that rotates costs a dollar more after its first and its second rotation. */
  customerKey: { usd: 1, per: 'key and month', source: KMS },
  sqsStandardRequests: { usd: 0.4, per: 'million requests', source: SQS },
  /** On demand: one for each KB that is written, one for each 4 KB that is read strongly consistent. */
  dynamoWrites: { usd: 0.625, per: 'million write units', source: DYNAMODB },
  dynamoReads: { usd: 0.125, per: 'million read units', source: DYNAMODB },
  sqsFifoRequests: { usd: 0.5, per: 'million requests', source: SQS },
} as const satisfies Record<string, Price>
