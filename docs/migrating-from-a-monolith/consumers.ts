import { orderCreated } from '../../events/order.ts'
import type { HandlersOf } from '../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import type { Departments } from './departments.ts'

export const mailer = defineConsumer({
  name: 'mailer',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'lease',
})

export const mailerHandlers = ({ sendMail }: Pick<Departments, 'sendMail'>): HandlersOf<typeof mailer> => ({
  'order.created': ({ data }, { idempotencyKey }) => sendMail(data, idempotencyKey),
})

export const sales = defineConsumer({
  name: 'sales',
  subscribesTo: [orderCreated],
  delivery: 'effectively-once',
  idempotency: 'lease',
})

export const salesHandlers = ({ recordSale }: Pick<Departments, 'recordSale'>): HandlersOf<typeof sales> => ({
  'order.created': ({ data }, { idempotencyKey }) => recordSale(data, idempotencyKey),
})
