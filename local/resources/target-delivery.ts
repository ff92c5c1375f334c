import { z } from 'zod'
import { count, defined, text } from '../template/property-values.ts'

/** Properties about delivery, which targets of rules and of schedules have alike. */
export const targetDelivery = {
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).transform(defined).optional(),
  RetryPolicy: z
    .strictObject({ MaximumRetryAttempts: count.optional(), MaximumEventAgeInSeconds: count.optional() })
    .transform(defined)
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
}
