import type { EventEnvelope } from '../../events/envelope.ts'
import { streamKey } from '../runtime/event-store/event-item.ts'
import { type BusMessage, busEntry } from './event-bridge-target.ts'
import { eventOf } from './event-of.ts'
import { messageText } from './message-text.ts'
import { keepPositions } from './order/keep-positions.ts'
import { type Order, publishInOrder } from './order/publish-in-order.ts'
import type { PublishEnvironment } from './publishing/publish.ts'
import { type Entry, type Refusal, refusalOfCall, type Target } from './publishing/target.ts'
import type { Plan } from './relay-batch.ts'
import type { StreamRecord } from './stream-records.ts'
import { type TopicMessage, topicEntry } from './topic-target.ts'

export interface EventTargets {
  readonly bus: Target<BusMessage>
  readonly topic: Target<TopicMessage>
  /** Aggregate types whose events some consumer takes in order. Others are not sent to the topic, where nobody would get them. Absent: all are sent. */
  readonly onTopic?: ReadonlySet<string>
  /** Absent: the topic gets events in the order of their records, which is that of items only. */
  readonly order?: Order
}

/** Every event goes to the bus, and to the topic those of ordered aggregates. */
export function eventPlan(records: readonly StreamRecord[], { bus, topic, onTopic, order }: EventTargets): Plan {
  const unsendable = new Map<string, Refusal>()
  const busEntries: Entry<BusMessage>[] = []
  const topicEntries: Entry<TopicMessage>[] = []
  const othersEntries: Entry<TopicMessage>[] = []
  for (const { sequenceNumber, item } of records) {
    const json = messageText(item.event ?? '')
    try {
      const event = eventOf(json)
      if (order) assertPlace(event, item)
      busEntries.push(busEntry(sequenceNumber, event, json))
      const isTaken = onTopic?.has(event.aggregate_type) ?? true
      ;(isTaken ? topicEntries : othersEntries).push(topicEntry(sequenceNumber, event, json))
    } catch (error) {
      const { message } = refusalOfCall(error)
      unsendable.set(sequenceNumber, { code: 'NoEvent', message: `No event envelope: ${message}`, isPermanent: true })
    }
  }
  const createdAt = new Map(records.map((record) => [record.sequenceNumber, record.createdAt]))
  return {
    unsendable,
    deliveries: [
      { target: bus as Target<unknown>, entries: busEntries },
      {
        target: topic as Target<unknown>,
        entries: topicEntries,
        ...(order && {
          publish: (deadline, environment) =>
            publishInOrder(topic, topicEntries, deadline, environment, { order, entryOf, createdAt }),
        }),
      },
      ...(order && othersEntries.length > 0
        ? [
            {
              target: topic as Target<unknown>,
              entries: [],
              publish: (_: number, environment: PublishEnvironment) =>
                keepPositions(othersEntries, order.positions, environment),
            },
          ]
        : []),
    ],
  }
}

const entryOf = (id: string, json: string): Entry<TopicMessage> =>
  topicEntry(id, eventOf(messageText(json)), messageText(json))

/** An event in another place than its own has no predecessors there. */
function assertPlace(event: EventEnvelope, { pk, sk }: StreamRecord['item']): void {
  const place = `${streamKey(event.aggregate_type, event.aggregate_id)} ${event.sequence}`
  if (place !== `${pk} ${sk}`) throw new Error(`It belongs to the place ${place}, not to ${pk} ${sk}.`)
}
