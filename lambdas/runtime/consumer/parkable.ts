import type { EventEnvelope } from '../../../events/envelope.ts'
import { lenientIds } from '../dead-letter/lenient-ids.ts'
import type { Delivery, Message } from '../messages/message.ts'
import { MAX_BODY_BYTES } from '../parking/items.ts'
import type { ParkedEvent } from '../parking/parking.ts'
import { groupOf } from './group.ts'

/** The largest position that fits the twelve digits in the key of a parked event. */
const MAX_POSITION = 999_999_999_999

/** The parts of a delivery that are parked; nothing for a body that is too large to be an event of this pipeline. */
export function parkable(delivery: Delivery, message: Message | undefined): ParkedEvent | undefined {
  const { messageId, body, sentAt, deadLetterId } = delivery
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return undefined
  const group = groupOf(delivery)
  if (message?.kind === 'event') {
    const position = place((message.envelope as EventEnvelope).sequence)
    const id = deadLetterId ?? message.id
    return { group, position, id, scope: message.replayScope, type: message.type, body, sentAt }
  }
  const { eventId, eventType, sequence, replayScope } = lenientIds(body)
  const id = deadLetterId ?? eventId ?? messageId
  return { group, position: place(sequence), id, scope: replayScope, type: eventType, body, sentAt }
}

const place = (sequence: number | undefined): number => Math.min(sequence ?? 0, MAX_POSITION)
