import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { isoTime } from '../system/clock.ts'
import type { Deadline, Deadlines } from './deadlines.ts'

export interface ScheduleSettings {
  readonly groupName: string
  /** Lets EventBridge Scheduler send to the target queue. */
  readonly roleArn: string
  /** The queue of the consumer that takes the command. */
  readonly targetArn: string
  /** ARN of the queue for deliveries that Scheduler gives up on. */
  readonly deadLetterArn: string
}

/**
 * One-time schedules of EventBridge Scheduler, which deliver at least once and delete themselves. What is not needed for setting one is loaded on
 * demand.
 */
export function schedulerDeadlines(scheduler: SchedulerClient, settings: ScheduleSettings): Deadlines {
  let takeBack: Promise<Deadlines['takeBack']> | undefined
  return {
    set: async (deadline) => {
      try {
        await scheduler.send(new CreateScheduleCommand(toSchedule(deadline, settings)))
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error
        await (await import('./standing-schedule.ts')).assertIsSet(deadline, scheduler, settings, error)
      }
    },
    takeBack: async (name, signal) => {
      takeBack ??= import('./delete-schedule.ts').then(({ scheduleDeletion }) =>
        scheduleDeletion(scheduler, settings.groupName),
      )
      await (await takeBack)(name, signal)
    },
  }
}

const toSchedule = ({ name, at, command }: Deadline, settings: ScheduleSettings): CreateScheduleCommandInput => ({
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
