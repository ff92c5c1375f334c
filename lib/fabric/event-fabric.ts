import { Duration, Stack } from 'aws-cdk-lib'
import { Archive, EventBus } from 'aws-cdk-lib/aws-events'
import { Alias } from 'aws-cdk-lib/aws-kms'
import { FifoThroughputScope, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { anySource } from './event-filter.ts'

/** Where events are published: the bus for consumers that need no order, the FIFO topic for those that do. */
export class EventFabric extends Construct {
  readonly bus: EventBus
  readonly topic: Topic
  /** Keeps published events for replays. A replay to one rule (`aws events start-replay` with the rule as filter) reaches no other consumer. */
  readonly archive: Archive

  constructor(scope: Construct, id: string, { archiveDays }: { readonly archiveDays: number }) {
    super(scope, id)
    this.bus = new EventBus(this, 'Bus', { description: 'Every event of the pipeline' })
    this.archive = new Archive(this, 'Archive', {
      // CloudFormation does not shorten the name that it would generate, and the limit is 48 characters.
      archiveName: Stack.of(this).stackName,
      sourceEventBus: this.bus,
      eventPattern: { source: anySource() },
      // Zero means that events are kept for ever.
      retention: Duration.days(archiveDays),
    })
    this.topic = new Topic(this, 'Topic', {
      fifo: true,
      // With this, throughput is limited for each group (an aggregate) and not for the whole topic. The relay sets the deduplication id.
      fifoThroughputScope: FifoThroughputScope.MESSAGE_GROUP,
      contentBasedDeduplication: false,
      enforceSSL: true,
      // AWS's own key suffices: its policy lets every principal of the account use it who may publish to the topic.
      masterKey: Alias.fromAliasName(this, 'TopicKey', 'alias/aws/sns'),
    })
  }
}
