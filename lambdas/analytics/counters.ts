import type { Update } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import { isAmountOf, money, toMinorUnits } from '../runtime/money.ts'

/** One number to add to, in the item of one day. */
export interface Count {
  /** What is counted, e.g. `events` by type. */
  readonly subject: 'events' | 'amounts'
  /** Event type, for amounts with the currency: `order.created#USD`. */
  readonly key: string
  readonly add: Readonly<Record<string, number>>
}

/** What one event adds to the counters of its day. Amounts are whole minor units, so that sums stay exact. */
export function countsOf(event: EventEnvelope): Count[] {
  const { event_type, data } = event
  const counted: Count = { subject: 'events', key: event_type, add: { count: 1 } }
  const amount = data.total ?? data.amount
  const { currency } = data
  if (typeof amount !== 'number' || typeof currency !== 'string' || !isAmountOf(amount, currency)) return [counted]
  const minor_units = toMinorUnits(money(amount, currency))
  return [counted, { subject: 'amounts', key: `${event_type}#${currency}`, add: { count: 1, minor_units } }]
}

/** Adds without reading first, so that any number of writers lose nothing to each other. */
export function toUpdate(table: string, day: string, { subject, key, add }: Count): Update {
  const names = Object.keys(add)
  return {
    TableName: table,
    Key: { pk: { S: `${subject}#${day}` }, sk: { S: key } },
    UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, { N: String(add[name]) }])),
  }
}

/** UTC day of the event, not of its processing: a late delivery counts where it belongs. */
export const dayOf = (event: EventEnvelope): string => event.timestamp.slice(0, 10)
