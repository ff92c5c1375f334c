import { systemClock } from '../../../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'
import { deadLetterEnvironment } from '../../../dead-letters/environment.ts'
import type { ConsoleOperation } from '../../operation.ts'
import type { ConsoleEnvironment } from '../environment.ts'
import { bulkOperations } from './bulk.ts'
import { closeOperations } from './close.ts'
import { decideOperations } from './decide.ts'
import { editOperations } from './edit.ts'
import { issuesOperation } from './issues.ts'
import { readDeadLetters } from './read.ts'
import { retryOperations } from './retry.ts'

/** Dead letters: looking, and repairing, by the same operations as the command line. */
export function deadLetterOperations({
  work,
  auditLog,
  pause,
  maps,
  ...clients
}: ConsoleEnvironment): ConsoleOperation[] {
  const lives = new AbortController().signal
  const environment = deadLetterEnvironment({ ...clients, pause: (milliseconds) => pause(milliseconds, lives) })
  const runner = { environment, work, auditLog, pause }
  const ids = createIds(systemClock, systemRandomBytes)
  return [
    issuesOperation(environment),
    ...readDeadLetters(environment, maps),
    ...retryOperations(runner, () => ids.next('op')),
    ...bulkOperations(runner),
    ...editOperations(runner, ids),
    ...closeOperations(runner),
    ...decideOperations(runner),
  ]
}
