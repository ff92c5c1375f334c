import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { EventEnvelope } from '../../events/envelope.ts'
import { type Entry, refusalOf, type Target } from './publishing/target.ts'

/** EventBridge counts the time as 14 bytes. */
const TIME_BYTES = 14

export interface BusMessage {
  readonly event: EventEnvelope
  readonly json: string
}

export const busEntry = (sequenceNumber: string, event: EventEnvelope, json: string): Entry<BusMessage> => ({
  sequenceNumber,
  id: event.event_id,
  group: undefined,
  bytes: TIME_BYTES + Buffer.byteLength(event.metadata.source + event.event_type + json),
  message: { event, json },
})

/** For consumers that need no order. */
export const eventBridgeTarget = (client: EventBridgeClient, busName: string): Target<BusMessage> => ({
  name: 'EventBridge',
  destination: busName,
  maxEntries: 10,
  maxBytes: 256 * 1024,
  async send(messages, abortSignal) {
    const Entries = messages.map(({ event, json }) => ({
      EventBusName: busName,
      Source: event.metadata.source,
      DetailType: event.event_type,
      Detail: json,
      Time: new Date(event.timestamp),
    }))
    const answer = await client.send(new PutEventsCommand({ Entries }), { abortSignal })
    // The call succeeds even when none of its entries did.
    if (!answer.FailedEntryCount) return []
    return messages.map((_, index) => {
      const { ErrorCode: Code, ErrorMessage: Message } = answer.Entries?.[index] ?? {}
      return Code === undefined ? undefined : refusalOf({ Code, Message })
    })
  },
})
