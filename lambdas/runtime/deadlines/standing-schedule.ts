import {
  type ConflictException,
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { TransientError } from '../errors.ts'
import type { Deadline } from './deadlines.ts'

/**
 * A conflict says that something stands in the way, not that it is this deadline: that was set by an earlier delivery of the
 * same event only if it carries the same command to the same queue. Its time may differ, as that of an overdue process is
 * counted from the attempt that set it.
 * @throws {TransientError} `DEADLINE_CONFLICT`: what stands there is something else, is being deleted, or has just fired.
 */
export async function assertIsSet(
  { name, command }: Deadline,
  scheduler: SchedulerClient,
  { groupName, targetArn }: { readonly groupName: string; readonly targetArn: string },
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
