import { isoTime } from '../system/clock.ts'

/** When an event's id was made, ISO 8601: the first 48 bits of its UUIDv7. */
export const timeOfId = (eventId: string): string => isoTime(Number.parseInt(eventId.slice(4, 17).replace('-', ''), 16))
