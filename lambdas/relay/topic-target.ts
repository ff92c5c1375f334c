import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns'
import type { EventEnvelope } from '../../events/envelope.ts'
import { type Entry, refusalOf, type Target } from './publishing/target.ts'

export interface TopicMessage {
  readonly event: EventEnvelope
  readonly json: string
}

/** The message attributes that subscriptions filter by. */
const attributesOf = (event: EventEnvelope) => ({
  event_type: event.event_type,
  source: event.metadata.source,
  aggregate_type: event.aggregate_type,
  // This attribute is not for filters: OpenTelemetry looks for the trace context here, in the SDK of any subscriber.
  ...(event.metadata.traceparent !== undefined && { traceparent: event.metadata.traceparent }),
})

export function topicEntry(sequenceNumber: string, event: EventEnvelope, json: string): Entry<TopicMessage> {
  const attributes = Object.entries(attributesOf(event)).map(([name, value]) => `${name}String${value}`)
  return {
    sequenceNumber,
    id: event.event_id,
    group: event.aggregate_id,
    bytes: Buffer.byteLength(json + attributes.join('')),
    message: { event, json },
  }
}

/** For consumers that need the order of each aggregate. The topic drops a repetition within five minutes. */
export const topicTarget = (client: SNSClient, topicArn: string): Target<TopicMessage> => ({
  name: 'SNS',
  destination: topicArn.split(':').at(-1) ?? topicArn,
  maxEntries: 10,
  maxBytes: 256 * 1024,
  async send(messages, abortSignal) {
    const answer = await client.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: messages.map(({ event, json }, index) => ({
          Id: String(index),
          Message: json,
          MessageGroupId: event.aggregate_id,
          MessageDeduplicationId: event.event_id,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributesOf(event)).map(([name, value]) => [
              name,
              { DataType: 'String', StringValue: value },
            ]),
          ),
        })),
      }),
      { abortSignal },
    )
    const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]))
    return messages.map((_, index) => {
      const failure = failed.get(String(index))
      return failure && refusalOf(failure)
    })
  },
})
