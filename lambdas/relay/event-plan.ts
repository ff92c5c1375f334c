import { type EventEnvelope, envelope } from '../../events/envelope.ts'
import { type BusMessage, busEntry } from './event-bridge-target.ts'
import { messageText } from './message-text.ts'
import type { Plan } from './relay-batch.ts'
import type { StreamRecord } from './stream-records.ts'
import { type Entry, type Refusal, refusalOfCall, type Target } from './target.ts'
import { type TopicMessage, topicEntry } from './topic-target.ts'

export interface EventTargets {
  readonly bus: Target<BusMessage>
  readonly topic: Target<TopicMessage>
}

/** Every event goes to the bus and to the topic. */
export function eventPlan(records: readonly StreamRecord[], { bus, topic }: EventTargets): Plan {
  const unsendable = new Map<string, Refusal>()
  const busEntries: Entry<BusMessage>[] = []
  const topicEntries: Entry<TopicMessage>[] = []
  for (const { sequenceNumber, item } of records) {
    const json = messageText(item.event ?? '')
    try {
      const event = eventOf(json)
      busEntries.push(busEntry(sequenceNumber, event, json))
      topicEntries.push(topicEntry(sequenceNumber, event, json))
    } catch (error) {
      const { message } = refusalOfCall(error)
      unsendable.set(sequenceNumber, { code: 'NoEvent', message: `No event envelope: ${message}`, isPermanent: true })
    }
  }
  return {
    unsendable,
    deliveries: [
      { target: bus as Target<unknown>, entries: busEntries },
      { target: topic as Target<unknown>, entries: topicEntries },
    ],
  }
}

/** @throws {Error} saying what is wrong with it, whatever was stored. */
function eventOf(json: string): EventEnvelope {
  const { success, data, error } = envelope.safeParse(JSON.parse(json))
  if (!success) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(', '))
  // EventBridge takes the time as a number, which a time that does not exist has none of.
  if (Number.isNaN(Date.parse(data.timestamp))) throw new Error('timestamp: There is no such time.')
  return data
}
