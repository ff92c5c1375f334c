import { type ConsumerFunction, consumerHandler } from '../../lambdas/runtime/consumer/consumer-handler.ts'
import type { ConsumerEnvironment } from '../../lambdas/runtime/consumer/environment.ts'
import { mailer, mailerHandlers } from './consumers.ts'
import type { Departments } from './departments.ts'

/** The Lambda function of the mailer's queue: the declaration and the handlers are the ones from the monolith. */
export const mailerFunction = (
  environment: ConsumerEnvironment,
  departments: Pick<Departments, 'sendMail'>,
): ConsumerFunction => consumerHandler(mailer, environment, mailerHandlers(departments))
