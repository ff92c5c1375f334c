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

  /**
   * Lets a service deliver for this source, and dead-letter what it cannot deliver. `*` in it stands for any rest: a
   * policy that names what does not exist yet is there before it. SQS may take up to a minute until it heeds a policy:
   * docs/deploy.md says what to replay.
   */
  acceptFrom(service: 'events' | 'sns', sourceArn: string): void {
    for (const queue of [this.queue, this.deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
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
