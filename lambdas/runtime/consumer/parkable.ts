import type { EventEnvelope } from '../../../events/envelope.ts'
import { lenientIds } from '../dead-letter/lenient-ids.ts'
import type { Delivery, Message } from '../messages/message.ts'
import { MAX_BODY_BYTES } from '../parking/items.ts'
import type { ParkedEvent } from '../parking/parking.ts'
import { groupOf } from './group.ts'

/** As many digits as the key of a parked event has. */
const MAX_POSITION = 999_999_999_999

/** What a consumer that holds keeps of a delivery; nothing for what is too large to be an event of this pipeline. */
export function parkable(delivery: Delivery, message: Message | undefined): ParkedEvent | undefined {
  const { messageId, body, sentAt } = delivery
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return undefined
  const group = groupOf(delivery)
  if (message?.kind === 'event') {
    const position = place((message.envelope as EventEnvelope).sequence)
    return { group, position, id: message.id, scope: message.replayScope, type: message.type, body, sentAt }
  }
  const { eventId, eventType, sequence, replayScope } = lenientIds(body)
  const id = eventId ?? messageId
  return { group, position: place(sequence), id, scope: replayScope, type: eventType, body, sentAt }
}

const place = (sequence: number | undefined): number => Math.min(sequence ?? 0, MAX_POSITION)
