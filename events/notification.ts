import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { customerId, notificationId, orderId } from './fields.ts'

export const notificationSent = defineEvent({
  type: 'notification.sent',
  aggregate: 'notification',
  producer: 'notification-service',
  meaning: 'A message about an order was handed to the mail service; carries no address.',
  schema: z.object({
    notification_id: notificationId,
    order_id: orderId,
    customer_id: customerId,
    channel: z.enum(['email']),
    template: z.enum(['order_created', 'order_confirmed', 'order_cancelled']),
  }),
  example: {
    notification_id: 'ntf_1',
    order_id: 'ord_456',
    customer_id: 'cust_789',
    channel: 'email',
    template: 'order_confirmed',
  },
})

export const notificationEvents = [notificationSent]
