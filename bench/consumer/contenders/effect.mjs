/** The one effect that every contender has: a read model's row of the order, about 200 bytes. */
export const effectOf = (event) => ({
  TableName: 'state',
  Item: {
    pk: { S: event.data.order_id },
    sk: { S: 'order' },
    customer_id: { S: event.data.customer_id },
    total: { N: String(event.data.total) },
    currency: { S: event.data.currency },
    status: { S: 'pending' },
    created_at: { S: event.timestamp },
  },
})
