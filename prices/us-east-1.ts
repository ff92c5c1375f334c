/**
 * List prices of AWS, US East (N. Virginia), in US dollars, without free allowances, discounts and taxes. They change: look
 * at the page that each names before you rely on one, and change the date with the price.
 */
export const PRICES_OF = { region: 'us-east-1', asOf: '2026-11-25' } as const

export interface Price {
  readonly usd: number
  /** The unit that the price is for. */
  readonly per: string
  readonly source: string
}

const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/'
const SQS = 'https://aws.amazon.com/sqs/pricing/'
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/'
const KMS = 'https://aws.amazon.com/kms/pricing/'
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/'
const SNS = 'https://aws.amazon.com/sns/pricing/'
const EVENTBRIDGE = 'https://aws.amazon.com/eventbridge/pricing/'
const SECRETS_MANAGER = 'https://aws.amazon.com/secrets-manager/pricing/'
const S3 = 'https://aws.amazon.com/s3/pricing/'

export const prices = {
  /** Standard resolution. An alarm on an expression costs as much as its metrics. */
  alarmMetric: { usd: 0.1, per: 'metric of an alarm and month', source: CLOUDWATCH },
  compositeAlarm: { usd: 0.5, per: 'composite alarm and month', source: CLOUDWATCH },
  dashboard: { usd: 3, per: 'dashboard and month', source: CLOUDWATCH },
  /** The first 10,000. Prorated by the hour, and metered only while something is written. */
  customMetric: { usd: 0.3, per: 'metric and month', source: CLOUDWATCH },
  /** Each metric that GetMetricData is asked for, up to five statistics of it. */
  metricsRead: { usd: 0.01, per: 'thousand metrics', source: CLOUDWATCH },
  /** Logs of Lambda, standard class, the first 10 TB a month. */
  logsIngested: { usd: 0.5, per: 'GB', source: CLOUDWATCH },
  /** Spans that CloudWatch takes for its transaction search; one in a hundred is indexed at no charge. */
  spansIngested: { usd: 0.35, per: 'GB', source: CLOUDWATCH },
  logsStored: { usd: 0.03, per: 'GB and month', source: CLOUDWATCH },
  /** A key that rotates costs a dollar more after its first and its second rotation. */
  customerKey: { usd: 1, per: 'key and month', source: KMS },
  sqsStandardRequests: { usd: 0.4, per: 'million requests', source: SQS },
  /** On demand: one for each KB that is written, one for each 4 KB that is read strongly consistent. */
  dynamoWrites: { usd: 0.625, per: 'million write units', source: DYNAMODB },
  dynamoReads: { usd: 0.125, per: 'million read units', source: DYNAMODB },
  sqsFifoRequests: { usd: 0.5, per: 'million requests', source: SQS },
  lambdaRequests: { usd: 0.2, per: 'million requests', source: LAMBDA },
  /** On arm64, up to 7.5 billion a month. */
  lambdaGbSeconds: { usd: 13.3334, per: 'million GB-seconds', source: LAMBDA },
  /** GetRecords calls; those of Lambda's triggers are free. $0.02 per 100,000. */
  dynamodbStreamReads: { usd: 0.2, per: 'million requests', source: DYNAMODB },
  /** Deliveries to SQS queues are free. */
  snsStandardPublishes: { usd: 0.5, per: 'million requests', source: SNS },
  snsFifoPublishes: { usd: 0.3, per: 'million requests', source: SNS },
  snsFifoPublishedBytes: { usd: 0.017, per: 'GB', source: SNS },
  snsFifoDeliveries: { usd: 0.01, per: 'million messages', source: SNS },
  snsFifoDeliveredBytes: { usd: 0.001, per: 'GB', source: SNS },
  /** Custom events; deliveries to targets of the same account are free. */
  eventBridgeEvents: { usd: 1, per: 'million events', source: EVENTBRIDGE },
  eventBridgeArchivedBytes: { usd: 0.1, per: 'GB', source: EVENTBRIDGE },
  schedulerInvocations: { usd: 1, per: 'million invocations', source: EVENTBRIDGE },
  /** $0.005 per 1,000 PUT, COPY, POST or LIST requests, standard storage. */
  s3Writes: { usd: 5, per: 'million requests', source: S3 },
  /** $0.0004 per 1,000 GET and all other requests. */
  s3Reads: { usd: 0.4, per: 'million requests', source: S3 },
  /** $0.10 per 1,000; attachments cost more. */
  sesRecipients: { usd: 100, per: 'million recipients', source: 'https://aws.amazon.com/ses/pricing/' },
  /** Prorated by the hour; also while nobody reads it. */
  secret: { usd: 0.4, per: 'secret and month', source: SECRETS_MANAGER },
  /** $0.05 per 10,000. */
  secretsManagerCalls: { usd: 5, per: 'million calls', source: SECRETS_MANAGER },
  /** Direct PUT, the first 500 TB a month. Each record is rounded up to 5 KB; what it writes to S3 costs nothing besides the requests of S3. */
  firehoseBytes: { usd: 0.029, per: 'GB', source: 'https://aws.amazon.com/firehose/pricing/' },
  /** The first 300 million a month. */
  httpApiRequests: { usd: 1, per: 'million requests', source: 'https://aws.amazon.com/api-gateway/pricing/' },
} as const satisfies Record<string, Price>
