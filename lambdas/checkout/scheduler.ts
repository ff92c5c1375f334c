import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler'
import { isoTime } from '../runtime/system/clock.ts'
import type { Deadlines } from './deadline.ts'

export interface ScheduleSettings {
  readonly groupName: string
  /** Lets EventBridge Scheduler send to the target queue. */
  readonly roleArn: string
  /** The queue of the consumer that takes the command. */
  readonly targetArn: string
  /** Where a delivery goes that Scheduler gives up on. */
  readonly deadLetterArn: string
}

/** One-time schedules of EventBridge Scheduler, which deliver at least once and delete themselves. */
export const schedulerDeadlines = (scheduler: SchedulerClient, settings: ScheduleSettings): Deadlines => ({
  set: async ({ name, at, command }) => {
    const schedule = new CreateScheduleCommand({
      Name: name,
      GroupName: settings.groupName,
      ScheduleExpression: `at(${isoTime(Math.ceil(at / 1000) * 1000).slice(0, 19)})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: settings.targetArn,
        RoleArn: settings.roleArn,
        Input: JSON.stringify(command),
        DeadLetterConfig: { Arn: settings.deadLetterArn },
      },
    })
    await scheduler.send(schedule).catch((error: unknown) => {
      // Set before: by an earlier delivery of the same event.
      if (!(error instanceof ConflictException)) throw error
    })
  },
})
