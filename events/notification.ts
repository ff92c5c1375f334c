import * as z from 'zod/mini'
import { defineEvent } from './define-event.ts'
import { text } from './fields.ts'
import { customerId, notificationId, orderId } from './ids.ts'

const sent = {
  notification_id: notificationId,
  order_id: orderId,
  customer_id: customerId,
  channel: z.enum(['email']),
  template: z.enum(['order_created', 'order_confirmed', 'order_cancelled']),
}

const example = {
  notification_id: 'ntf_1',
  order_id: 'ord_456',
  customer_id: 'cust_789',
  channel: 'email',
  template: 'order_confirmed',
} as const

/** The subjects of mails while version 1 was written. They are history: they stay as they are when mails change. */
const subjectsUntilVersion2 = {
  order_created: (orderId: string) => `We have your order ${orderId}`,
  order_confirmed: (orderId: string) => `Your order ${orderId} is confirmed`,
  order_cancelled: (orderId: string) => `Your order ${orderId} is cancelled`,
}

/** Version 2 states the subject, so that support can see what a customer was told without knowing the templates of that day. */
export const notificationSent = defineEvent({
  type: 'notification.sent',
  aggregate: 'notification',
  producer: 'notification-service',
  meaning: 'A message about an order was handed to the mail service; carries no address.',
  schema: z.object(sent),
  example,
}).evolve({
  schema: z.object({ ...sent, subject: text }),
  example: { ...example, subject: 'Your order ord_456 is confirmed' },
  upcast: (before) => ({ ...before, subject: subjectsUntilVersion2[before.template](before.order_id) }),
  deprecatesPrevious: { since: '2026-11-26', reason: 'version 2 states the subject' },
})

export const notificationEvents = [notificationSent]
