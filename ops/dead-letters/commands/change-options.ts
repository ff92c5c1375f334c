import { type AuditEnvironment, audited, type Ending } from '../../audit/audit-log.ts'
import { type AuditOptions, withAuditOptions } from '../../audit/audited-command.ts'
import type { Action } from '../../audit/entry.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import type { DeadLetterEnvironment } from '../environment.ts'

/** The options that every command which changes something has. */
export type ChangeOptions = AuditOptions
export const withChange = withAuditOptions

/** Makes the change, and records it in the audit log. */
export async function auditedChange<Value>(
  { stack, dynamo }: DeadLetterEnvironment,
  { as, reason }: ChangeOptions,
  action: Action,
  run: (by: AuditEnvironment) => Promise<Value>,
  ending?: (value: Value) => Ending,
): Promise<Value> {
  const log = await openAuditLog(stack, dynamo, as)
  return audited(log, { ...action, ...(reason !== undefined && { reason }) }, () => run(log), ending)
}
