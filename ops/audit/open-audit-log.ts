import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { STSClient } from '@aws-sdk/client-sts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import type { Stack } from '../stack/stack.ts'
import type { AuditEnvironment } from './audit-log.ts'
import { callerOf } from './caller.ts'
import { nameOf } from './name-of.ts'

/** The audit log of a stack, written in the name of the owner of these credentials. @param as name of the operator (`--as`). */
export async function openAuditLog(stack: Stack, dynamo: DynamoDBClient, as?: string): Promise<AuditEnvironment> {
  const table = stack.output('AuditLogTableName')
  const sts = new STSClient({ ...stack.clientSettings, maxAttempts: 2 })
  try {
    return {
      dynamo,
      table,
      clock: systemClock,
      ids: createIds(systemClock, systemRandomBytes),
      caller: await callerOf(sts, as),
      warn: (text) => void process.stderr.write(`${text}\n`),
    }
  } finally {
    sts.destroy()
  }
}

/** Name of the owner of these credentials, for output. */
export async function callerNameOf({ clientSettings }: Pick<Stack, 'clientSettings'>, as?: string): Promise<string> {
  const sts = new STSClient({ ...clientSettings, maxAttempts: 2 })
  try {
    return nameOf(await callerOf(sts, as))
  } finally {
    sts.destroy()
  }
}
