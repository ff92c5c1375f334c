import { Duration, Validations } from 'aws-cdk-lib'
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { type Access, allow, mergeAccess } from '../functions/access.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import type { Platform } from '../platform.ts'
import { RelayAlarms } from './relay-alarms.ts'

export interface RelayProps {
  /** Its stream is relayed. */
  readonly table: Table
  /** File under `lambdas/`. */
  readonly entry: string
  readonly description: string
  /** To where it relays. */
  readonly access: Access
  readonly platform: Platform
}

/** Tries for about half an hour (with the stream's own back-off), then a record is set aside and the shard moves on. */
const MAX_ATTEMPTS = 20
/** Ahead of the stream's own 24 hours, so that an expiring record is noted instead of forgotten. */
const MAX_RECORD_AGE = Duration.hours(22)

/**
 * Publishes what a table's stream says was stored: at least once, in order per partition key. What cannot be published is
 * noted in the failure queue (shard and sequence numbers) and is still in the table, so nothing is lost.
 */
export class Relay extends Construct {
  readonly function: LambdaFunction
  readonly failures: Queue

  constructor(scope: Construct, id: string, { table, entry, description, access, platform }: RelayProps) {
    super(scope, id)
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    Validations.of(this.failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself where failures go: notes of stream records that could not be relayed.',
    })
    const handler = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: 'relay',
      description,
      code: platform.codeOf(entry),
      timeoutSeconds: 30,
      memoryMb: 512,
      access: mergeAccess([access, readStream(table, this.failures)]),
    })
    this.function = handler.function
    this.function.addEventSource(
      new DynamoEventSource(table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: MAX_ATTEMPTS,
        maxRecordAge: MAX_RECORD_AGE,
        // Order is kept per partition key, whatever the factor. Two batches of 100 side by side take more than the 1,000
        // writes a second that a shard can get; more of them would only be smaller.
        parallelizationFactor: 2,
        onFailure: new SqsDlq(this.failures),
        // Only what was added; what expires or is changed by hand is no news.
        filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
      }),
    )
    new RelayAlarms(this, 'Alarms', {
      name: description,
      function: this.function,
      failures: this.failures,
      topic: platform.alarmTopic,
    })
  }
}

const readStream = (table: Table, failures: Queue): Access => ({
  environment: { DLQ_URL: failures.queueUrl },
  statements: [
    allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [table.tableStreamArn ?? ''],
    ),
    allow(['dynamodb:ListStreams'], ['*']),
    allow(['sqs:SendMessage'], [failures.queueArn]),
  ],
  wildcards: [
    { resource: '*', reason: 'So does DynamoDB for ListStreams, which Lambda demands for a stream as source.' },
  ],
})
