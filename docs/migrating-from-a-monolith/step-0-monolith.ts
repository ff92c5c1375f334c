import type { Departments, Shop } from './departments.ts'

/** Placing an order calls everyone who wants to know. Each makes the caller wait, and one that is down fails the order. */
export const monolith = ({ sendMail, recordSale }: Departments): Shop => ({
  placeOrder: async (order) => {
    await sendMail(order, order.order_id)
    await recordSale(order, order.order_id)
  },
})
