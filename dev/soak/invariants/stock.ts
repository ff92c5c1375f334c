import type { Invariant } from './invariant.ts'

export const stockConserved: Invariant = {
  name: 'stock is conserved: what there is, is what came in less what confirmed orders took, never below zero',
  async check({ api, shop, accepted, events }) {
    const confirmed = new Set(
      events.filter((event) => event.event_type === 'order.confirmed').map((event) => event.aggregate_id),
    )
    const taken = new Map<string, number>()
    for (const { orderId, items } of accepted) {
      if (!confirmed.has(orderId)) continue
      for (const { product_id, quantity } of items) taken.set(product_id, (taken.get(product_id) ?? 0) + quantity)
    }
    const problems = await Promise.all(
      shop.products.map(async ({ id, stock }) => {
        const { available } = (await api.call<{ available: number }>('GET', `/products/${id}`)).body
        const expected = stock - (taken.get(id) ?? 0)
        return available === expected && available >= 0 ? [] : [`${id}: ${available} available, expected ${expected}`]
      }),
    )
    return problems.flat()
  },
}
