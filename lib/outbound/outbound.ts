import { Duration, Validations } from 'aws-cdk-lib'
import { Rule, type RuleTargetConfig, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { OutboundSubscription } from '../../lambdas/runtime/declarations/outbound-subscription.ts'
import { eventPattern } from '../fabric/event-filter.ts'
import { Alarms } from '../monitoring/alarms.ts'
import { FIVE_MINUTES } from '../monitoring/metrics.ts'
import type { Platform } from '../platform.ts'
import { removalOf } from '../storage/removal.ts'
import { cloudEventTemplate } from './cloud-event-template.ts'
import { checkRegion } from './region.ts'
import { sendingRoleArn } from './sending-role.ts'

export interface OutboundProps {
  readonly subscription: OutboundSubscription
  readonly queueArn: string
  readonly platform: Platform
}

/** The input transformer as plain text: CDK's own class would quote the template once more. */
const asCloudEvent: RuleTargetInput = { bind: () => cloudEventTemplate } as RuleTargetInput

/** Sends events to the queue of another team. Events that this queue does not take within a day wait in a dead-letter queue of ours, which has an alarm. */
export class Outbound extends Alarms {
  constructor(scope: Construct, id: string, { subscription, queueArn, platform }: OutboundProps) {
    super(scope, id, platform)
    const { name, events, filter = {}, format = 'cloudevents' } = subscription
    const { bus } = platform.fabric
    checkRegion(this, { name, queueArn, defaultRegion: process.env.CDK_DEFAULT_REGION })
    const undelivered = new Queue(this, 'Undelivered', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: removalOf(platform.settings),
    })
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'It is the dead-letter queue of a rule, not of another queue. Nothing takes messages out of it but a person, so none can fail there.',
    })
    const rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: `Events for the other team's queue of ${name}`,
      eventPattern: eventPattern({ subscribesTo: events, filter }),
    })
    const target: RuleTargetConfig = {
      arn: queueArn,
      deadLetterConfig: { arn: undelivered.queueArn },
      retryPolicy: { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 },
      role: { roleArn: sendingRoleArn(this, queueArn) } as IRole,
      input: format === 'cloudevents' ? asCloudEvent : RuleTargetInput.fromEventPath('$.detail'),
    }
    rule.addTarget({ bind: () => target })
    undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: { ArnLike: { 'aws:SourceArn': rule.ruleArn } },
      }),
    )
    this.essential('NotDelivered', {
      metric: undelivered.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES }),
      says: `Outbound subscription ${name}: the other team's queue did not take events for a day.`,
      section: 'lost-deliveries',
      startWith: `aws sqs receive-message --queue-url ${undelivered.queueUrl} --message-attribute-names All`,
      from: 1,
    })
  }
}
