import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { textGiven } from '../cli/given.ts'
import { reasonGiven } from '../cli/reason.ts'
import type { Stack } from '../stack/stack.ts'
import { audited, type Ending } from './audit-log.ts'
import type { Action } from './entry.ts'
import { openAuditLog } from './open-audit-log.ts'

/** The options for the audit log that every changing command takes. */
export interface AuditOptions {
  readonly reason?: string
  readonly as?: string
}

export const withAuditOptions = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for the audit log', reasonGiven)
    .option('--as <name>', 'who you are, where several people take one role', textGiven)

/** Runs the change of a command, with a line in the audit log before and after it. @throws as `audited` does. */
export async function auditedCommand<Value>(
  stack: Stack,
  { reason, as }: AuditOptions,
  action: Omit<Action, 'reason'>,
  run: () => Promise<Value>,
  ending?: (value: Value) => Ending,
): Promise<Value> {
  const dynamo = new DynamoDBClient(stack.clientSettings)
  try {
    const log = await openAuditLog(stack, dynamo, as)
    return await audited(log, { ...action, ...(reason !== undefined && { reason }) }, run, ending)
  } finally {
    dynamo.destroy()
  }
}
