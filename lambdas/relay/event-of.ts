import { type EventEnvelope, envelope } from '../../events/envelope.ts'

/** @throws {Error} saying what is wrong with it, whatever was stored. */
export function eventOf(json: string): EventEnvelope {
  const { success, data, error } = envelope.safeParse(JSON.parse(json))
  if (!success) throw new Error(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(', '))
  // EventBridge takes the time as a number, which a time that does not exist has none of.
  if (Number.isNaN(Date.parse(data.timestamp))) throw new Error('timestamp: There is no such time.')
  return data
}
