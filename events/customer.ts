import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { text } from './fields.ts'
import { customerId } from './ids.ts'

const description = { aggregate: 'customer', producer: 'customer-service' } as const

/** The whole state of a customer: consumers keep their own copy and call nobody back. */
export const customerState = z.object({
  customer_id: customerId,
  name: text,
  email: z.email().check(z.maxLength(254)),
})

const example = { customer_id: 'cust_789', name: 'Ada Lovelace', email: 'ada@example.com' }

export const customerRegistered = defineEvent({
  ...description,
  type: 'customer.registered',
  meaning: 'A customer is known; carries the full state.',
  schema: customerState,
  example,
})

export const customerProfileUpdated = defineEvent({
  ...description,
  type: 'customer.profile_updated',
  meaning: 'Facts about a customer have changed; carries the full new state.',
  schema: customerState,
  example: { ...example, email: 'ada@example.org' },
})

export const customerEvents = [customerRegistered, customerProfileUpdated]
