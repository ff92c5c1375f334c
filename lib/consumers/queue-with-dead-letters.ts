import { Duration } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement, type PolicyStatementProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  type CfnQueuePolicy,
  DeduplicationScope,
  FifoThroughputLimit,
  Queue,
  QueueEncryption,
} from 'aws-cdk-lib/aws-sqs'
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
    this.#addToPolicy({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['sqs:*'],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    })
    const policy = this.queue.node.findChild('Policy').node.defaultChild as CfnQueuePolicy
    policy.queues = [this.queue.queueUrl, this.deadLetters.queueUrl]
  }

  /**
   * Lets a service deliver for this source, and dead-letter what it cannot deliver. `*` in it stands for any rest: a
   * policy that names what does not exist yet is there before it. SQS may take up to a minute until it heeds a policy:
   * docs/deploy.md says what to replay.
   */
  acceptFrom(service: 'events' | 'sns', sourceArn: string): void {
    this.#addToPolicy({
      principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
      actions: ['sqs:SendMessage'],
      conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
    })
  }

  /**
   * Both queues have the same policy, from one resource of the stack, which CloudFormation puts on each of them. So it names
   * no queue: in the policy of a queue, `*` stands for that queue. Source:
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/quickref-iam.html#scenario-sqs-policy
   */
  #addToPolicy(statement: PolicyStatementProps): void {
    this.queue.addToResourcePolicy(new PolicyStatement({ ...statement, resources: ['*'] }))
  }
}

/** Messages of one group stay in order; groups share no limit. */
const highThroughputFifo = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const
