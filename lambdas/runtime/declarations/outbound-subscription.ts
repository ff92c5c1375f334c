import { DeclarationError } from '../../../events/declaration-error.ts'
import type { EventDefinition } from '../../../events/define-event.ts'
import { assertFilter } from './assert-filter.ts'
import type { EventFilter } from './consumer-options.ts'

/** The subscription of another team to our events. */
export interface OutboundSubscription {
  /** Kebab-case, unique; names its rule and its dead-letter queue. */
  readonly name: string
  readonly events: readonly EventDefinition[]
  /** Further conditions. Default: none. */
  readonly filter?: EventFilter
  /** `cloudevents`: CloudEvents 1.0 in structured mode; `event`: our own envelope. Default `cloudevents`. */
  readonly format?: 'cloudevents' | 'event'
  /**
   * ARN of their queue by stage, e.g. `{ prod: 'arn:aws:sqs:us-east-1:111122223333:orders' }`; a standard queue in the
   * stack's region, whose policy lets the role of the output `To…RoleArn` send. A stage that is not named sends nothing.
   */
  readonly queueArns: Readonly<Record<string, string>>
}

/**
 * Declares what is sent to another team: at least once, and in no order.
 * @throws {DeclarationError} naming the subscription, what is wrong and what is allowed.
 */
export function defineOutboundSubscription(subscription: OutboundSubscription): OutboundSubscription {
  const { name, events, queueArns, filter = {} } = subscription
  const fail = (problem: string): never => {
    throw new DeclarationError(`Outbound subscription "${name}": ${problem}`)
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40) {
    fail('the name must be kebab-case, at most 40 characters, e.g. "loyalty-team".')
  }
  if (events.length === 0) fail('name at least one event.')
  const external = events.find(({ fromCloudEvent }) => fromCloudEvent)
  if (external) fail(`${external.type} is stated by another team: they get it from there.`)
  const large = events.find(({ claimCheck }) => claimCheck)
  if (large) fail(`the data of ${large.type} may stand in a bucket of ours, which another team cannot read.`)
  assertFilter(filter, 'none', fail)
  for (const [stage, arn] of Object.entries(queueArns)) {
    if (!/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/.test(arn)) {
      fail(
        `${arn} of stage ${stage} is not the ARN of a standard queue, such as arn:aws:sqs:us-east-1:111122223333:orders.`,
      )
    }
  }
  return subscription
}
