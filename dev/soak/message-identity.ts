const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/

/**
 * The part of a message that stays the same from run to run: its ids and times do not, but the workload names every request
 * by a correlation id of its own, which all that follows from it carries. Within one request, events are told apart by
 * their type and, where one type comes more than once, by what it is about: a product, or the occasion of a mail. A
 * message without an envelope, such as the body of a request, is itself, without the ids in it.
 */
export function messageIdentity(message: string): string | undefined {
  const correlation = field(message, 'correlation_id')
  const type = field(message, 'event_type') ?? field(message, 'command_type')
  if (!correlation || !type) return message.replaceAll(new RegExp(uuid, 'g'), '') || undefined
  const aggregate = field(message, 'aggregate_id')
  const about = aggregate === undefined || uuid.test(aggregate) ? undefined : aggregate
  return [correlation, type, about, field(message, 'template')].filter(Boolean).join(' ')
}

/** Reads a field out of JSON text, also where that text is a string inside another. */
function field(message: string, name: string): string | undefined {
  return new RegExp(`\\\\?"${name}\\\\?":\\s*\\\\?"([^"\\\\]+)`).exec(message)?.[1]
}
