import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { STSClient } from '@aws-sdk/client-sts'
import { createIds, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { serverClock } from '../stack/server-clock.ts'
import type { Stack } from '../stack/stack.ts'
import type { AuditEnvironment } from './audit-log.ts'
import { callerOf } from './caller.ts'

/**
 * The audit log of a stack, written in the name of the owner of these credentials, at the time that AWS has: what two operators have done stays in its
 * order, whatever their computers say. @param as name of the operator (`--as`).
 */
export async function openAuditLog(stack: Stack, dynamo: DynamoDBClient, as?: string): Promise<AuditEnvironment> {
  const table = stack.output('AuditLogTableName')
  const clock = serverClock(dynamo, stack.clock)
  const sts = new STSClient({ ...stack.clientSettings, maxAttempts: 2 })
  try {
    return {
      dynamo,
      table,
      clock,
      ids: createIds(clock, systemRandomBytes),
      caller: await callerOf(sts, as),
      warn: (text) => void process.stderr.write(`${text}\n`),
    }
  } finally {
    sts.destroy()
  }
}
