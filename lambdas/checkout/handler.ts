import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { clientSettings } from '../runtime/aws/clients.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { createCheckoutStore } from './checkout-store.ts'
import { checkoutConsumer } from './consumers.ts'
import { checkoutHandlers } from './process-handlers.ts'
import { schedulerDeadlines } from './scheduler.ts'

const environment = systemConsumerEnvironment()

export const handler = consumerHandler(
  checkoutConsumer,
  environment,
  checkoutHandlers({
    store: createCheckoutStore(environment.items, variable('STATE_TABLE')),
    deadlines: schedulerDeadlines(new SchedulerClient(clientSettings), {
      groupName: variable('SCHEDULE_GROUP'),
      roleArn: variable('SCHEDULE_ROLE_ARN'),
      targetArn: variable('SCHEDULE_TARGET_ARN'),
      deadLetterArn: variable('SCHEDULE_DLQ_ARN'),
    }),
    deadlineSeconds: Number(variable('CHECKOUT_DEADLINE_SECONDS')),
  }),
)
