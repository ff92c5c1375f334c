import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { TransientError } from '../errors.ts'
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

/** One-time schedules of EventBridge Scheduler, which deliver at least once and delete themselves. */
export const schedulerDeadlines = (scheduler: SchedulerClient, settings: ScheduleSettings): Deadlines => ({
  set: async (deadline) => {
    try {
      await scheduler.send(new CreateScheduleCommand(toSchedule(deadline, settings)))
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error
      await assertIsSet(deadline, scheduler, settings, error)
    }
  },
})

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

/**
 * A conflict says that something stands in the way, not that it is this deadline: that was set by an earlier delivery of the
 * same event only if it carries the same command to the same queue. Its time may differ, as that of an overdue process is
 * counted from the attempt that set it.
 * @throws {TransientError} `DEADLINE_CONFLICT`: what stands there is something else, is being deleted, or has just fired.
 */
async function assertIsSet(
  { name, command }: Deadline,
  scheduler: SchedulerClient,
  { groupName, targetArn }: ScheduleSettings,
  cause: ConflictException,
): Promise<void> {
  const standing = await scheduler
    .send(new GetScheduleCommand({ Name: name, GroupName: groupName }))
    .catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return undefined
      throw error
    })
  if (standing?.Target?.Arn === targetArn && commandIdOf(standing.Target.Input) === command.command_id) return
  const message = `Schedule ${name} cannot be created, and what stands there is not this deadline: ${cause.message}`
  throw new TransientError('DEADLINE_CONFLICT', message, { cause })
}

function commandIdOf(input: string | undefined): unknown {
  try {
    return (JSON.parse(input ?? '') as { readonly command_id?: unknown } | null)?.command_id
  } catch {
    return undefined
  }
}
