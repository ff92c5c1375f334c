import { envelope } from '../../events/envelope.ts'
import { type BusMessage, busEntry } from './event-bridge-target.ts'
import type { Entry, Refusal, Target } from './publish.ts'
import type { Plan } from './relay-batch.ts'
import type { StreamRecord } from './stream-records.ts'
import { type TopicMessage, topicEntry } from './topic-target.ts'

export interface EventTargets {
  readonly bus: Target<BusMessage>
  readonly topic: Target<TopicMessage>
}

/** Every event goes to the bus and to the topic. */
export function eventPlan(records: readonly StreamRecord[], { bus, topic }: EventTargets): Plan {
  const unreadable = new Map<string, Refusal>()
  const busEntries: Entry<BusMessage>[] = []
  const topicEntries: Entry<TopicMessage>[] = []
  for (const { sequenceNumber, item } of records) {
    const json = item.event ?? ''
    const event = envelope.safeParse(parseJson(json))
    if (event.success) {
      busEntries.push(busEntry(sequenceNumber, event.data, json))
      topicEntries.push(topicEntry(sequenceNumber, event.data, json))
    } else {
      const message = event.error.issues.map(({ path }) => path.join('.')).join(', ')
      unreadable.set(sequenceNumber, { code: 'NoEvent', message: `No event envelope: ${message}`, isPermanent: true })
    }
  }
  return {
    unreadable,
    deliveries: [
      { target: bus as Target<unknown>, entries: busEntries },
      { target: topic as Target<unknown>, entries: topicEntries },
    ],
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}
