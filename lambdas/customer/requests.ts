import * as z from 'zod/mini'
import { customerState } from '../../events/customer.ts'
import { customerId } from '../../events/ids.ts'

const { name, email } = customerState.shape

export const customerPath = z.object({ customer_id: customerId })

export const profileBody = z.object({ name, email })

export const registerBody = z.object({
  name,
  email,
  /** Chosen by the caller, for tests and migrations; made here otherwise. */
  customer_id: z.optional(customerId),
})
