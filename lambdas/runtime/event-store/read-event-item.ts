import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Item } from '../aws/item.ts'

/** @throws {Error} naming the item and its event, if it is damaged. Events are never stored like that. */
export function fromEventItem(item: Item): EventEnvelope {
  const json = item.event?.S
  const place = `${item.pk?.S} ${item.sk?.N}`
  if (json === undefined) throw new Error(`The item ${place} of the event table holds no event.`)
  try {
    return JSON.parse(json) as EventEnvelope
  } catch (cause) {
    const event = `${item.event_id?.S} (${item.event_type?.S})`
    throw new Error(
      `The event ${event} in the item ${place} of the event table is damaged: ${(cause as Error).message}.`,
      {
        cause,
      },
    )
  }
}
