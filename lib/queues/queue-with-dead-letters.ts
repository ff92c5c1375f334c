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
import { derivedLimits } from '../../lambdas/runtime/declarations/derived-limits.ts'
import { type RemovalSettings, removalOf } from '../storage/removal.ts'

/**
 * A consumer's queue and its own dead-letter queue. Three kinds of messages end in the latter: those that the runtime gives up (with
 * their cause), those that SQS gives up after too many receives (as after crashes), and those that the bus or topic could not deliver.
 */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, consumer: ConsumerDeclaration, keeping: Pick<RemovalSettings, 'retain'>) {
    super(scope, id)
    const limits = derivedLimits(consumer)
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      removalPolicy: removalOf(keeping),
      ...(consumer.ordering === 'aggregate' ? highThroughputFifo : {}),
    }
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      retentionPeriod: Duration.seconds(limits.deadLetterRetentionSeconds),
    })
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(limits.visibilityTimeoutSeconds),
      retentionPeriod: Duration.seconds(limits.retentionSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: limits.maxReceiveCount },
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
   * Lets an AWS service deliver for this source, and put what it cannot deliver into the dead-letter queue. `*` in the source matches any
   * text, so that the policy can be there before the rule that it allows. SQS may take up to a minute until a new policy takes effect:
   * docs/deploy.md says what to replay then.
   */
  acceptFrom(service: 'events' | 'sns', sourceArn: string): void {
    this.#addToPolicy({
      principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
      actions: ['sqs:SendMessage'],
      conditions: { ArnLike: { 'aws:SourceArn': sourceArn } },
    })
  }

  /**
   * Both queues have the same policy, from one resource of the stack, which CloudFormation puts on each of them. Therefore its resource is
   * `*`, which in the policy of a queue means that queue. Source:
   * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/quickref-iam.html#scenario-sqs-policy
   */
  #addToPolicy(statement: PolicyStatementProps): void {
    this.queue.addToResourcePolicy(new PolicyStatement({ ...statement, resources: ['*'] }))
  }
}

/** High-throughput mode: messages of one group stay in order, and the limit on throughput is one per group. */
const highThroughputFifo = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const
