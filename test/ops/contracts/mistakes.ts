import * as z from 'zod/mini'
import { defineEvent, type EventDefinition } from '../../../events/define-event.ts'
import { amount, currencyCode, text } from '../../../events/fields.ts'
import { customerId, orderId } from '../../../events/ids.ts'

const described = {
  type: 'order.returned',
  aggregate: 'order',
  producer: 'order-service',
  meaning: 'The customer has sent the order back.',
} as const

const fields = {
  order_id: orderId,
  customer_id: customerId,
  refund: amount,
  currency: currencyCode,
  reason: z.enum(['broken', 'late', 'other']),
}

const example = {
  order_id: 'ord_456',
  customer_id: 'cust_789',
  refund: 59.98,
  currency: 'USD',
  reason: 'late',
} as const

type First = z.infer<z.ZodMiniObject<typeof fields>>

const upcast = (before: First) => ({ ...before, note: 'none' })

/** As it was released: version 1, and version 2 with a note. */
export const released: readonly EventDefinition[] = [
  defineEvent({ ...described, schema: z.object(fields), example }).evolve({
    schema: z.object({ ...fields, note: text }),
    example: { ...example, note: 'came on Monday' },
    upcast,
  }),
]

type Fields = Readonly<Record<string, z.ZodMiniType>>

/** The same event with other fields in version 2. */
const withFields = (
  changed: Fields,
  data: object,
  upcastToThem: (before: First) => object = upcast,
): readonly EventDefinition[] => [
  defineEvent({ ...described, schema: z.object(fields), example }).evolve({
    schema: z.object(changed) as unknown as z.ZodMiniType<object>,
    example: data,
    upcast: upcastToThem,
  }),
]

const { customer_id: _customerId, ...others } = fields
const { customer_id: _customer, ...exampleOthers } = example
const note = { note: 'came on Monday' }

/** Mistakes that a branch may bring, by what docs/changing-an-event.md calls them. */
export const mistakes: Readonly<Record<string, readonly EventDefinition[]>> = {
  'a field renamed': withFields(
    { ...others, buyer_id: customerId, note: text },
    { ...exampleOthers, ...note, buyer_id: 'cust_789' },
    ({ customer_id, ...before }) => ({ ...before, buyer_id: customer_id, note: 'none' }),
  ),
  'an enum narrowed': withFields(
    { ...fields, reason: z.enum(['broken', 'late']), note: text },
    { ...example, ...note },
  ),
  'a required field added': withFields(
    { ...fields, note: text, channel: text },
    { ...example, ...note, channel: 'web' },
    (before) => ({ ...before, note: 'none', channel: 'web' }),
  ),
  'the type of a number changed': withFields(
    { ...fields, refund: z.int(), note: text },
    { ...example, ...note, refund: 60 },
    ({ refund, ...before }) => ({ ...before, refund: Math.round(refund), note: 'none' }),
  ),
  'a version removed while it is stored': [defineEvent({ ...described, schema: z.object(fields), example })],
}
