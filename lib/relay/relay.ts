import { Duration, Validations } from 'aws-cdk-lib'
import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { relayTries } from '../../lambdas/runtime/declarations/relay.ts'
import { type Access, allow, mergeAccess, noAccess } from '../functions/access.ts'
import { PipelineFunction } from '../functions/pipeline-function.ts'
import { exportTraces } from '../functions/trace-access.ts'
import type { Platform } from '../platform.ts'
import { removalOf } from '../storage/removal.ts'
import { RelayAlarms } from './relay-alarms.ts'

export interface RelayProps {
  /** The table whose stream is relayed. */
  readonly table: Table
  /** File under `lambdas/`. */
  readonly entry: string
  readonly description: string
  /** Access to the targets that it relays to. */
  readonly access: Access
  /** Whether a record that its target refuses waits in a queue of its own. Only for records that need no order. */
  readonly keepsWaiting?: boolean
  readonly platform: Platform
}

/**
 * How many records one invocation takes. One batch of a shard runs at a time, so throughput comes from the batch: a shard
 * gets at most 1,000 writes a second, and 500 records are 50 calls to a target, ten at a time.
 */
const BATCH_SIZE = 500

const TIMEOUT_SECONDS = 30

/**
 * Publishes what a table's stream says was stored: at least once; events in the order of each aggregate. What cannot be
 * published is set aside in the failure queue, from where `npm run ops -- relay redrive` sends it again; until the stream
 * is about to lose it, it is tried again.
 */
export class Relay extends Construct {
  readonly function: LambdaFunction
  readonly failures: Queue
  readonly waiting: Queue | undefined

  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id)
    const { table, entry, description, access, platform } = props
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      maxMessageSizeBytes: relayTries.noteBytes,
      removalPolicy: removalOf(platform.settings),
    })
    Validations.of(this.failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself where failures go: notes of stream records that could not be relayed.',
    })
    this.waiting = props.keepsWaiting ? waitingQueue(this, this.failures, platform) : undefined
    const handler = new PipelineFunction(this, 'Handler', {
      settings: platform.settings,
      service: 'relay',
      description,
      code: platform.codeOf(entry),
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 512,
      access: mergeAccess([
        access,
        readStream(table, this.failures),
        this.waiting ? waitAndTryAgain(this.waiting) : noAccess,
        exportTraces(platform.settings),
      ]),
    })
    this.function = handler.function
    this.function.addEventSource(
      new DynamoEventSource(table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: BATCH_SIZE,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        // Retries have no limit, so that an outage sets aside no good record. Only the record's age ends them.
        retryAttempts: -1,
        maxRecordAge: Duration.minutes(relayTries.giveUpAfterMinutes),
        // With a higher factor, Lambda keeps the order of an item only, and every event is an item of its own: the relay would
        // keep finding events before their predecessors, and read those from the table.
        parallelizationFactor: 1,
        onFailure: new SqsDlq(this.failures),
        // Only inserted items are published; expired or manually changed ones are not events.
        filters: [FilterCriteria.filter({ eventName: FilterRule.isEqual('INSERT') })],
      }),
    )
    if (this.waiting) {
      this.function.addEventSource(
        new SqsEventSource(this.waiting, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
      )
    }
    new RelayAlarms(this, 'Alarms', {
      name: description,
      handler,
      table,
      failures: this.failures,
      waiting: this.waiting,
      alerting: platform,
    })
  }
}

/** Retries waiting records: the function chooses the delay, and gives up when a record is as old as one of the stream may be. */
function waitingQueue(scope: Construct, failures: Queue, { settings }: Platform): Queue {
  return new Queue(scope, 'Waiting', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    visibilityTimeout: Duration.seconds(6 * TIMEOUT_SECONDS),
    retentionPeriod: Duration.days(4),
    maxMessageSizeBytes: relayTries.noteBytes,
    // For the case that the function cannot run at all. What ends there can be listed and sent again like any record that was set aside.
    deadLetterQueue: { queue: failures, maxReceiveCount: 1000 },
    removalPolicy: removalOf(settings),
  })
}

const waitAndTryAgain = ({ queueUrl, queueArn }: Queue): Access => ({
  environment: { WAITING_QUEUE_URL: queueUrl },
  statements: [
    allow(
      [
        'sqs:SendMessage',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
      ],
      [queueArn],
    ),
  ],
  unseen: [
    {
      actions: ['sqs:ChangeMessageVisibility'],
      resources: [queueArn],
      reason:
        'Only a command that has to wait once more, 15 seconds later, is given another delay; an outage of a test is shorter.',
    },
  ],
})

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
  unseen: [
    {
      actions: ['sqs:SendMessage'],
      resources: [failures.queueArn],
      reason: 'Used when a record is set aside, by code that is one for both relays.',
      sameAs: { holders: 'a relay that gives up' },
    },
  ],
  wildcards: [
    { resource: '*', reason: 'So does DynamoDB for ListStreams, which Lambda demands for a stream as source.' },
  ],
})
