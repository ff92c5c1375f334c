import { defineService } from '../runtime/declarations/service.ts'
import { notificationConsumer, notificationCustomersConsumer } from './consumers.ts'

/** E-mail to customers. Its table holds the service's own copy of each customer. */
export const notificationService = defineService({
  name: 'notification',
  table: {},
  consumers: [notificationConsumer, notificationCustomersConsumer],
})
