import { Annotations, Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

interface Sent {
  /** Name of the subscription. */
  readonly name: string
  readonly queueArn: string
  /** The region that CDK deploys to if the stack itself names none. */
  readonly defaultRegion: string | undefined
}

/**
 * "EventBridge supports sending events to cross-account targets in the same Region"
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html). A stack without a region is only warned:
 * the one that the CDK finds where it synthesizes need not be the one that it deploys to later.
 * @throws {Error} if the stack is in another region.
 */
export function checkRegion(scope: Construct, { name, queueArn, defaultRegion }: Sent): void {
  const { region } = Arn.split(queueArn, ArnFormat.NO_RESOURCE_NAME)
  const own = Stack.of(scope).region
  const isKnown = !Token.isUnresolved(own)
  const target = isKnown ? own : defaultRegion
  if (target === undefined || target === region) return
  const problem = `Outbound subscription "${name}": the queue ${queueArn} is not in ${target}, and EventBridge sends to queues of its own region only. Ask the other team for a queue there.`
  if (isKnown) throw new Error(problem)
  Annotations.of(scope).addWarningV2(`pipeline:other-region-${name}`, problem)
}
