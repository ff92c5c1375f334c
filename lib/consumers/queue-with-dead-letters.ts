import { Duration } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { figuresOf } from '../../lambdas/runtime/declarations/figures.ts'
import { type Keeping, removalOf } from '../storage/removal.ts'

/**
 * A consumer's queue and its own dead-letter queue. The latter takes three kinds of messages: what the runtime gives up
 * on (with its cause), what SQS gives up on (the net under a crash), and what the bus or topic could not deliver.
 */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, consumer: ConsumerDeclaration, keeping: Pick<Keeping, 'retain'>) {
    super(scope, id)
    const figures = figuresOf(consumer)
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: removalOf(keeping),
      ...(consumer.ordering === 'aggregate' ? highThroughputFifo : {}),
    }
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      retentionPeriod: Duration.seconds(figures.deadLetterRetentionSeconds),
    })
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(figures.visibilityTimeoutSeconds),
      retentionPeriod: Duration.seconds(figures.retentionSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: figures.maxReceiveCount },
    })
  }

  /** Lets one topic deliver, and dead-letter what it cannot deliver. */
  acceptFrom(topicArn: string): void {
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('sns.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
        }),
      )
    }
  }
}

/** Messages of one group stay in order; groups share no limit. */
const highThroughputFifo = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const
