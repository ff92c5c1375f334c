import type { EventPattern } from 'aws-cdk-lib/aws-events'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'

type Conditions = Record<string, readonly unknown[]>

/** The pattern of a rule. EventBridge has the type and source outside the envelope; fields of the data are inside `detail`. */
export function eventPattern({
  subscribesTo,
  filter,
}: Pick<ConsumerDeclaration, 'subscribesTo' | 'filter'>): EventPattern {
  return {
    ...(subscribesTo === '*' ? {} : { detailType: typesOf(subscribesTo) }),
    // EventBridge refuses an empty pattern, so "every event" is written as "every source".
    source: filter.source ? [...filter.source] : anySource(),
    ...(filter.data ? { detail: { data: filter.data } } : {}),
  }
}

/** Matches every event on a bus. */
export const anySource = (): string[] => [{ prefix: '' }] as unknown as string[]

export interface TopicFilter {
  readonly scope: 'MessageAttributes' | 'MessageBody'
  /** Absent: the subscription gets every message. */
  readonly policy: object | undefined
}

/**
 * The filter policy of a subscription of the topic. It matches message attributes where they suffice. A condition on the data needs the
 * body, which is the envelope itself; a policy has only one scope, so type and source are then matched in the body as well.
 */
export function topicFilter({ subscribesTo, filter }: ConsumerDeclaration): TopicFilter {
  const types: Conditions = subscribesTo === '*' ? {} : { event_type: typesOf(subscribesTo) }
  const sources: Conditions = filter.source ? { source: filter.source } : {}
  if (filter.data) {
    const metadata = filter.source ? { metadata: sources } : {}
    return { scope: 'MessageBody', policy: { ...types, ...metadata, data: filter.data } }
  }
  const policy = { ...types, ...sources }
  return { scope: 'MessageAttributes', policy: Object.keys(policy).length > 0 ? policy : undefined }
}

const typesOf = (events: readonly { readonly type: string }[]): string[] => events.map((event) => event.type)
