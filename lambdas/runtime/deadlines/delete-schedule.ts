import { DeleteScheduleCommand, ResourceNotFoundException, SchedulerClient } from '@aws-sdk/client-scheduler'
import { oneShotClientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'
import type { Deadlines } from './deadlines.ts'

/**
 * Deletes schedules by their names, with one request each: a schedule that is left is harmless, and waiting to try again costs more than it does. The client
 * shares the connections of the one that sets deadlines, but not its retries: the SDK allows a client fewer retries the more of its calls fail, and
 * setting a deadline needs them.
 */
export function scheduleDeletion(
  { config: { region, credentials, requestHandler } }: SchedulerClient,
  groupName: string,
): Deadlines['takeBack'] {
  const scheduler = quickToCopy(new SchedulerClient({ ...oneShotClientSettings, region, credentials, requestHandler }))
  return async (name, abortSignal) => {
    try {
      await scheduler.send(new DeleteScheduleCommand({ Name: name, GroupName: groupName }), { abortSignal })
    } catch (error) {
      // It has run, or somebody else was first.
      if (!(error instanceof ResourceNotFoundException)) throw error
    }
  }
}
