import type { EventEnvelope } from '../../../events/envelope.ts'
import type { Invariant } from './invariant.ts'

interface Line {
  readonly product_id: string
  readonly quantity: number
}

interface ProductView {
  readonly available: number
  readonly reserved: number
  readonly on_hand: number
}

export const stockConserved: Invariant = {
  name: 'stock is conserved: what there is, is what came in less what confirmed orders took, never below zero',
  async check({ api, shop, accepted, events }) {
    const confirmed = new Set(ofType(events, 'order.confirmed').map((event) => event.aggregate_id))
    const taken = quantities(accepted.filter(({ orderId }) => confirmed.has(orderId)).flatMap(({ items }) => items))
    const shipped = quantities(ofType(events, 'inventory.shipped').flatMap(({ data }) => data.lines as Line[]))
    const problems = await Promise.all(
      shop.products.map(async ({ id, stock }) => {
        const { body } = await api.call<ProductView>('GET', `/products/${id}`)
        const [sold, gone] = [taken.get(id) ?? 0, shipped.get(id) ?? 0]
        const expected = { available: stock - sold, reserved: sold - gone, on_hand: stock - gone }
        const { available, reserved, on_hand } = body
        const shown = JSON.stringify({ available, reserved, on_hand })
        const isWell = shown === JSON.stringify(expected) && available >= 0 && reserved >= 0
        return isWell ? [] : [`${id}: ${shown}, expected ${JSON.stringify(expected)}`]
      }),
    )
    return problems.flat()
  },
}

const ofType = (events: readonly EventEnvelope[], type: string) =>
  events.filter(({ event_type }) => event_type === type)

function quantities(lines: readonly Line[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { product_id, quantity } of lines) sums.set(product_id, (sums.get(product_id) ?? 0) + quantity)
  return sums
}
