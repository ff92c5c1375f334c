import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { clientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'
import { variable } from '../system/variable.ts'
import type { Deadlines } from './deadlines.ts'
import { schedulerDeadlines } from './scheduler-deadlines.ts'

/**
 * The deadlines of a function that declares `uses: { schedules }`: commands go to the consumer that it names there.
 * @throws {Error} in any other function.
 */
export const systemDeadlines = (): Deadlines =>
  schedulerDeadlines(quickToCopy(new SchedulerClient(clientSettings)), {
    groupName: variable('SCHEDULE_GROUP'),
    roleArn: variable('SCHEDULE_ROLE_ARN'),
    targetArn: variable('SCHEDULE_TARGET_ARN'),
    deadLetterArn: variable('SCHEDULE_DLQ_ARN'),
  })
