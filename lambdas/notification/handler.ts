import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { optionalVariable, variable } from '../runtime/system/variable.ts'
import { notificationConsumer } from './consumers.ts'
import { createAddressees } from './customers.ts'
import { sesMailer } from './mailer.ts'
import { notifyCustomer } from './notify.ts'

const environment = systemConsumerEnvironment()
/** Absent where nobody has stated a sender: then no mail is sent. */
const sender = optionalVariable('EMAIL_FROM')
const sendMail = sender ? sesMailer(sender) : undefined
const notify = notifyCustomer(createAddressees(environment.items, variable('STATE_TABLE')), sendMail)

export const handler = consumerHandler(notificationConsumer, environment, {
  'order.created': notify,
  'order.confirmed': notify,
  'order.cancelled': notify,
})
