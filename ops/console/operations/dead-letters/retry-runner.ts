import type { AuditEnvironment } from '../../../audit/audit-log.ts'
import type { Operation } from '../../../bulk-operations/operation.ts'
import { takeOperation } from '../../../bulk-operations/store.ts'
import type { DeadLetterEnvironment } from '../../../dead-letters/environment.ts'
import { endText, outcomesText } from '../../../dead-letters/retry/outcome-text.ts'
import { runAudited } from '../../../dead-letters/retry/run-audited.ts'
import type { BackgroundWork } from '../../work/background-work.ts'

export interface RetryRunner {
  readonly environment: DeadLetterEnvironment
  readonly work: BackgroundWork
  readonly auditLog: () => Promise<AuditEnvironment>
  /** Ends early when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

/**
 * Takes an operation and works on it in the background. It is taken before this resolves, so that whoever pressed in vain is told.
 * @returns false when this console works on it already. @throws {NotOwned} when someone else does, or when it is over.
 */
export async function startRetry(
  { environment, work, auditLog, pause }: RetryRunner,
  operation: Pick<Operation, 'id' | 'total' | 'reason'>,
): Promise<boolean> {
  if (work.isRunning(operation.id)) return false
  const log = await auditLog()
  const owner = log.ids.next('tool')
  await takeOperation(environment, operation.id, owner)
  return work.start(operation.id, async ({ signal, say }) => {
    const running = {
      ...environment,
      owner,
      signal,
      pause: (milliseconds: number) => pause(milliseconds, signal),
      onProgress: ({ position, counts }: Pick<Operation, 'position' | 'counts'>) =>
        say(`${position} of ${operation.total}: ${outcomesText(counts)}`),
    }
    return endText(await runAudited(running, operation, log)).trim()
  })
}
