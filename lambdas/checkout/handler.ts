import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { clientSettings } from '../runtime/aws/clients.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { createCheckoutStore } from './checkout-store.ts'
import { checkoutConsumer } from './consumers.ts'
import { checkoutHandlers } from './process-handlers.ts'
import { schedulerDeadlines } from './scheduler.ts'

const environment = systemConsumerEnvironment()
const { env } = process

export const handler = consumerHandler(
  checkoutConsumer,
  environment,
  checkoutHandlers({
    store: createCheckoutStore(environment.items, env.STATE_TABLE ?? ''),
    deadlines: schedulerDeadlines(new SchedulerClient(clientSettings), {
      groupName: env.SCHEDULE_GROUP ?? '',
      roleArn: env.SCHEDULE_ROLE_ARN ?? '',
      targetArn: env.SCHEDULE_TARGET_ARN ?? '',
      deadLetterArn: env.SCHEDULE_DLQ_ARN ?? '',
    }),
    deadlineSeconds: Number(env.CHECKOUT_DEADLINE_SECONDS ?? 900),
  }),
)
