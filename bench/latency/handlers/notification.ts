import { notificationConsumer } from '../../../lambdas/notification/consumers.ts'
import { createAddressees } from '../../../lambdas/notification/customers.ts'
import { notifyCustomer } from '../../../lambdas/notification/notify.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { sesMailer } from '../../../lambdas/runtime/mail/ses-mailer.ts'
import { calling } from './calling.ts'

const environment = systemConsumerEnvironment()
const { STATE_TABLE = '', EMAIL_FROM = '' } = process.env
const notify = notifyCustomer(createAddressees(environment.items, STATE_TABLE), sesMailer(EMAIL_FROM))

export const handler = consumerHandler(notificationConsumer, environment, {
  'order.created': calling('notification', notify),
  'order.confirmed': calling('notification', notify),
  'order.cancelled': calling('notification', notify),
})
