import { audited, type Ending } from '../../audit/audit-log.ts'
import { type AuditOptions, withAuditOptions } from '../../audit/audited-command.ts'
import type { Action } from '../../audit/entry.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import type { DeadLetterEnvironment } from '../environment.ts'

/** What every command has that changes something. */
export type ChangeOptions = AuditOptions
export const withChange = withAuditOptions

/** Runs it under the audit log. */
export async function auditedChange<Value>(
  { stack, dynamo }: DeadLetterEnvironment,
  { as, reason }: ChangeOptions,
  action: Action,
  run: (by: Awaited<ReturnType<typeof openAuditLog>>) => Promise<Value>,
  ending?: (value: Value) => Ending,
): Promise<Value> {
  const log = await openAuditLog(stack, dynamo, as)
  return audited(log, { ...action, ...(reason !== undefined && { reason }) }, () => run(log), ending)
}
