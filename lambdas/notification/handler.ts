import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { notificationConsumer } from './consumers.ts'
import { createAddressees } from './customers.ts'
import { sesMailer } from './mailer.ts'
import { notifyCustomer } from './notify.ts'

const environment = systemConsumerEnvironment()
const { STATE_TABLE = '', EMAIL_FROM = '' } = process.env
const sendMail = EMAIL_FROM ? sesMailer(EMAIL_FROM) : undefined
const notify = notifyCustomer(createAddressees(environment.items, STATE_TABLE), sendMail)

export const handler = consumerHandler(notificationConsumer, environment, {
  'order.created': notify,
  'order.confirmed': notify,
  'order.cancelled': notify,
})
