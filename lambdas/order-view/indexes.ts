import type { TableIndex } from '../runtime/declarations/table-index.ts'

/** All orders of a customer; sorted by `<created_at>#<order_id>`. */
export const BY_CUSTOMER = 'by-customer'
/** The orders of a customer that have one status: the filter is a key condition, so a page costs what it shows. */
export const BY_CUSTOMER_AND_STATUS = 'by-customer-and-status'

export const orderIndexes = [
  { name: BY_CUSTOMER, partitionKey: 'customer', sortKey: 'created' },
  { name: BY_CUSTOMER_AND_STATUS, partitionKey: 'customer_status', sortKey: 'created' },
] as const satisfies readonly TableIndex[]
