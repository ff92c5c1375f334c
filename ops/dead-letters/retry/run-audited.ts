import { type AuditEnvironment, audited } from '../../audit/audit-log.ts'
import type { Operation } from '../../bulk-operations/operation.ts'
import { auditText } from './outcome-text.ts'
import { type RunEnvironment, runRetry } from './run.ts'

/** Works on an operation, and records in the audit log who did so and how it ended. @throws as `runRetry` and the audit log do. */
export const runAudited = (
  environment: RunEnvironment,
  { id, total, reason }: Pick<Operation, 'id' | 'total' | 'reason'>,
  log: AuditEnvironment,
): Promise<Operation> =>
  audited(
    log,
    {
      action: 'dead-letters retry',
      target: id,
      ...(reason !== undefined && { reason }),
      details: { letters: total },
    },
    () => runRetry(environment, id),
    (ended) => ({ result: ended.status === 'done' ? 'done' : 'partly', outcome: auditText(ended) }),
  )
