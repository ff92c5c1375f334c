import type { ApiClient } from '../api-client.ts'

export interface ListedOrder {
  readonly order_id: string
  readonly customer_id: string
  readonly status: string
  readonly created_at: string
}

/** One reading of a customer's orders, which goes through a global index: it may be behind. */
export interface OrderList {
  readonly customerId: string
  /** The filter that was asked for. */
  readonly status?: string
  readonly orders: readonly ListedOrder[]
}

export type OrderLists = OrderList[]

interface Page {
  readonly orders: readonly ListedOrder[]
  readonly next_cursor: string | null
}

const LIMIT = 100
const filters = [undefined, 'confirmed']

/** A customer's orders, all of them and the confirmed ones. @param pages most pages to read; default all there are. */
export async function readOrderLists(
  api: ApiClient,
  customerId: string,
  { pages = Number.POSITIVE_INFINITY }: { pages?: number } = {},
): Promise<OrderList[]> {
  return Promise.all(
    filters.map(async (status) => ({
      customerId,
      ...(status !== undefined && { status }),
      orders: await read(api, { customer_id: customerId, limit: `${LIMIT}`, ...(status && { status }) }, pages),
    })),
  )
}

async function read(api: ApiClient, query: Record<string, string>, pages: number): Promise<ListedOrder[]> {
  const orders: ListedOrder[] = []
  let cursor: string | null = null
  let page = 0
  do {
    const parameters = new URLSearchParams({ ...query, ...(cursor !== null && { cursor }) })
    const { body }: { body: Page } = await api.call<Page>('GET', `/orders?${parameters}`)
    orders.push(...body.orders)
    cursor = body.next_cursor
  } while (cursor !== null && ++page < pages)
  return orders
}
