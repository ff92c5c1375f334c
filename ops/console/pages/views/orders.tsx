import { useState } from 'preact/hooks'
import { useAbout } from '../about.ts'
import { change } from '../api.ts'
import { moment } from '../format.ts'
import { useLive } from '../live.ts'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'
import { PaymentDrill } from './payment-drill.tsx'

/** One order that was placed here. */
export interface ShownOrder {
  readonly order_id: string
  readonly status: string
  readonly total: number
  readonly currency: string
  readonly created_at: string
}

export interface OrdersPage {
  readonly orders: readonly ShownOrder[]
  /** The request that places one, to be typed. */
  readonly request: string
}

/** Sample orders of the local runtime, and one more. */
export function Orders() {
  const { operations } = useAbout()
  const live = useLive<OrdersPage>('orders', {}, { everySeconds: 1, idleSeconds: 10 })
  return (
    <>
      <PageHead title="Orders" live={live} />
      <PlaceOrder again={live.refresh} />
      {operations.includes('drill') ? <PaymentDrill /> : null}
      {live.data ? <OrderTable orders={live.data.orders} /> : null}
      {live.data ? (
        <p class="command">
          <span class="dim">On the command line</span> <code>{live.data.request}</code>
        </p>
      ) : null}
    </>
  )
}

export function PlaceOrder({ again }: { readonly again: () => void }) {
  const [state, setState] = useState<{ readonly isBusy?: boolean; readonly says?: string; readonly isError?: boolean }>(
    {},
  )
  const place = async (count: number) => {
    setState({ isBusy: true })
    try {
      const { order_id, placed } = await change<{ order_id: string; placed: number }>('orders-place', { count })
      setState({ says: placed > 1 ? `${placed} orders are accepted.` : `${order_id} is accepted.` })
    } catch (error) {
      setState({ says: (error as Error).message, isError: true })
    }
    again()
  }
  return (
    <p class="actions">
      <button type="button" class="primary" onClick={() => place(1)} disabled={state.isBusy}>
        {state.isBusy ? 'Placing…' : 'Place an order'}
      </button>
      <button type="button" onClick={() => place(SEVERAL)} disabled={state.isBusy}>
        Place {SEVERAL} orders
      </button>
      <span role="status" class={state.isError ? 'failed-inline' : 'dim'}>
        {state.says ?? ''}
      </span>
    </p>
  )
}

const SEVERAL = 10

export function OrderTable({ orders }: { readonly orders: readonly ShownOrder[] }) {
  if (orders.length === 0) return <p class="dim">No order yet.</p>
  return (
    <div class="wide">
      <table class="list">
        <thead>
          <tr>
            <th scope="col">Order</th>
            <th scope="col">Status</th>
            <th scope="col" class="number">
              Total
            </th>
            <th scope="col">Placed, UTC</th>
          </tr>
        </thead>
        <tbody>
          {orders.map(({ order_id, status, total, currency, created_at }) => (
            <tr key={order_id}>
              <th scope="row" class="id">
                <a href={`/trace?${new URLSearchParams({ id: `order/${order_id}` })}`}>
                  <Text>{order_id}</Text>
                </a>
              </th>
              <td class={status === 'pending' ? 'dim' : ''}>{status}</td>
              <td class="number">
                {total.toFixed(2)} {currency}
              </td>
              <td>
                {moment(created_at)} <a href={`/aggregates/order/${encodeURIComponent(order_id)}`}>its events</a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
