import { Fn } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Rule } from 'aws-cdk-lib/aws-events'
import { SUM } from '../monitoring/metrics.ts'

/** How deliveries of a rule fail: for good, for good and without a dead letter, or only for the moment. */
export type DeliveryFailure = 'FailedInvocations' | 'InvocationsFailedToBeSentToDlq' | 'ThrottledRules'

/**
 * A metric of a rule on a custom bus: it has the bus and the rule as dimensions. EventBridge writes it only when it is not zero.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export function deliveryMetric(rule: Rule, failure: DeliveryFailure): Metric {
  // A rule's ARN ends in `rule/<bus>/<rule>`, while its Ref is `<bus>|<rule>`, which is no value of a dimension.
  const parts = Fn.split('/', rule.ruleArn)
  return new Metric({
    namespace: 'AWS/Events',
    metricName: failure,
    dimensionsMap: { EventBusName: Fn.select(1, parts), RuleName: Fn.select(2, parts) },
    ...SUM,
  })
}
