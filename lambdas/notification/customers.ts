import type { Put } from '@aws-sdk/client-dynamodb'
import type { customerProfileUpdated, customerRegistered } from '../../events/customer.ts'
import type { EventOf } from '../../events/define-event.ts'
import type { ItemReader } from '../runtime/aws/item-reader.ts'
import { putIfNewer } from '../runtime/idempotency/versioned.ts'

/** What this service knows of a customer: a copy of its own, which it keeps from events. */
export interface Addressee {
  readonly name: string
  readonly email: string
}

export interface Addressees {
  /** Strongly consistent. */
  find(customerId: string, signal?: AbortSignal): Promise<Addressee | undefined>
}

const keyOf = (customerId: string) => ({ pk: { S: `customer#${customerId}` }, sk: { S: 'profile' } })

export const createAddressees = (items: ItemReader, table: string): Addressees => ({
  find: async (customerId, signal) => {
    const item = await items.get({ table, key: keyOf(customerId) }, signal)
    const [name, email] = [item?.name?.S, item?.email?.S]
    return name !== undefined && email !== undefined ? { name, email } : undefined
  },
})

/** The write that keeps a customer's state, unless what is there is as new or newer. */
export const putAddressee = (
  table: string,
  { data, sequence }: EventOf<typeof customerRegistered> | EventOf<typeof customerProfileUpdated>,
): Put =>
  putIfNewer(
    table,
    { ...keyOf(data.customer_id), name: { S: data.name }, email: { S: data.email } },
    { attribute: 'sequence', sequence },
  )
