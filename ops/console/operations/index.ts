import type { ConsoleOperation } from '../operation.ts'
import { aboutOperation } from './about.ts'
import { aggregateOperation } from './aggregate.ts'
import { auditOperation } from './audit.ts'
import { breakerOperations } from './breakers.ts'
import { catalogOperations } from './catalog.ts'
import { consumerOperations } from './consumers.ts'
import { deadLetterOperations } from './dead-letters/index.ts'
import { drillOperations } from './drills.ts'
import { type ConsoleEnvironment, isLocal } from './environment.ts'
import { logOperation } from './logs.ts'
import { mailboxOperation } from './mailbox.ts'
import { parkedOperations } from './parked.ts'
import { readModelOperations } from './read-models.ts'
import { scheduleOperation } from './schedule.ts'
import { statusOperation } from './status.ts'
import { traceOperation } from './trace.ts'

/** All that the console can ask and do. @param more what only the caller can, such as placing sample orders. */
export function consoleOperations(
  environment: ConsoleEnvironment,
  more: readonly ConsoleOperation[],
): readonly ConsoleOperation[] {
  const operations = [
    statusOperation(environment),
    traceOperation(environment),
    aggregateOperation(environment),
    ...deadLetterOperations(environment),
    ...consumerOperations(environment),
    ...parkedOperations(environment),
    ...breakerOperations(environment),
    ...readModelOperations(environment),
    logOperation(environment),
    scheduleOperation(environment),
    ...catalogOperations(environment),
    auditOperation(environment),
    ...(isLocal(environment) ? [mailboxOperation(environment), ...drillOperations(environment)] : []),
    ...more,
  ]
  const names = operations.map(({ name }) => name)
  return [aboutOperation(environment, names), ...operations]
}
