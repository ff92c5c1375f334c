import { setTimeout as delay } from 'node:timers/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import type { AuditEnvironment } from '../../audit/audit-log.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import { serverClock } from '../../stack/server-clock.ts'
import type { Stack } from '../../stack/stack.ts'
import { meter } from '../cost/meter.ts'
import { BackgroundWork } from '../work/background-work.ts'

/** What the operations of the console work with: clients of one stack, open as long as the console runs. */
export interface ConsoleEnvironment {
  readonly stack: Stack
  readonly dynamo: DynamoDBClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly lambda: LambdaClient
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Who is asked once, and only when something is about to be changed. */
  readonly auditLog: () => Promise<AuditEnvironment>
  /** Ends early when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Work that goes on in this process while pages come and go. */
  readonly work: BackgroundWork
}

/** Runs on the local runtime, which has a mailbox and costs nothing. */
export const isLocal = ({ stack }: Pick<ConsoleEnvironment, 'stack'>): boolean =>
  stack.clientSettings.endpoint !== undefined

/** Readers of many shards at once share these. */
const SOCKETS = 64

/** @param as what the operator calls itself, for the audit log. */
export function openEnvironment(stack: Stack, as?: string): ConsoleEnvironment {
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const settings = { ...stack.clientSettings, requestHandler }
  const dynamo = new DynamoDBClient(settings)
  const sqs = new SQSClient(settings)
  const cloudWatch = new CloudWatchClient(settings)
  meter({ dynamo, sqs, cloudWatch })
  let auditLog: Promise<AuditEnvironment> | undefined
  return {
    stack,
    dynamo,
    sqs,
    cloudWatch,
    lambda: new LambdaClient(settings),
    now: serverClock(dynamo, systemClock).now,
    pause: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted()),
    work: new BackgroundWork(systemClock.now),
    auditLog: () => {
      auditLog ??= openAuditLog(stack, dynamo, as)
      return auditLog
    },
  }
}

/** Ends what goes on in an orderly way, then the connections. */
export async function closeEnvironment({ dynamo, sqs, cloudWatch, lambda, work }: ConsoleEnvironment): Promise<void> {
  await work.stop()
  for (const client of [dynamo, sqs, cloudWatch, lambda]) client.destroy()
}
