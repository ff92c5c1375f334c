import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { SchedulerClient } from '@aws-sdk/client-scheduler'
import { z } from 'zod'
import { listSchedules } from '../../schedules/list-schedules.ts'
import { stackNamesOf } from '../../stack/stack.ts'
import { type ConsoleOperation, consoleOperation } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const MOST_SCHEDULES = 200

/** Lists the messages that will be sent at their time. */
export function scheduleOperation({ stack }: ConsoleEnvironment): ConsoleOperation {
  const cloudFormation = new CloudFormationClient(stack.clientSettings)
  const scheduler = new SchedulerClient(stack.clientSettings)
  return consoleOperation({
    name: 'schedule',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({}),
    run: () => listSchedules({ cloudFormation, scheduler }, stackNamesOf(stack), MOST_SCHEDULES),
  })
}
