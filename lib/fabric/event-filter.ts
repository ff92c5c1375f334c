import type { EventPattern } from 'aws-cdk-lib/aws-events'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'

type Conditions = Record<string, readonly unknown[]>

/** What EventBridge matches: type and source stand outside the envelope, fields of the data inside `detail`. */
export function eventPattern({
  subscribesTo,
  filter,
}: Pick<ConsumerDeclaration, 'subscribesTo' | 'filter'>): EventPattern {
  return {
    ...(subscribesTo === '*' ? {} : { detailType: typesOf(subscribesTo) }),
    // A pattern must not be empty: "every event" is every source.
    source: filter.source ? [...filter.source] : anySource(),
    ...(filter.data ? { detail: { data: filter.data } } : {}),
  }
}

/** Matches every event on a bus. */
export const anySource = (): string[] => [{ prefix: '' }] as unknown as string[]

export interface TopicFilter {
  readonly scope: 'MessageAttributes' | 'MessageBody'
  /** Absent: every message. */
  readonly policy: object | undefined
}

/**
 * What the topic matches. By attributes where that suffices; a condition on the data needs the body, which is the
 * envelope itself, and there type and source are matched in the body as well.
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
