import { setTimeout as delay } from 'node:timers/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import type { AuditEnvironment } from '../../audit/audit-log.ts'
import { UNKNOWN_CALLER } from '../../audit/caller.ts'
import { openAuditLog } from '../../audit/open-audit-log.ts'
import type { SourceMaps } from '../../source-maps/map-stack.ts'
import { sourceMapsOfCommands } from '../../source-maps/source-maps-of-commands.ts'
import { serverClock } from '../../stack/server-clock.ts'
import type { Stack } from '../../stack/stack.ts'
import { meter } from '../cost/meter.ts'
import { BackgroundWork } from '../work/background-work.ts'

/** The clients and settings of the console's operations. They belong to one stack, and stay open as long as the console runs. */
export interface ConsoleEnvironment {
  readonly stack: Stack
  readonly dynamo: DynamoDBClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly lambda: LambdaClient
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Opens the audit log. It asks AWS who the operator is, when something is about to be changed. */
  readonly auditLog: () => Promise<AuditEnvironment>
  /** Ends early when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
  /** Source maps for the stack traces that the console shows: this checkout is bundled when one first needs them. */
  readonly maps: SourceMaps
  /** Work that goes on in this process while pages come and go. */
  readonly work: BackgroundWork
}

/** Runs on the local runtime, which has a mailbox and costs nothing. */
export const isLocal = ({ stack }: Pick<ConsoleEnvironment, 'stack'>): boolean =>
  stack.clientSettings.endpoint !== undefined

/** Readers of many shards at once share these. */
const SOCKETS = 64
/** Several changes in a row ask AWS once who makes them. */
const CALLER_KEPT_MS = 60_000

/** @param as what the operator calls itself, for the audit log. */
export function openEnvironment(stack: Stack, as?: string): ConsoleEnvironment {
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const settings = { ...stack.clientSettings, requestHandler }
  const dynamo = new DynamoDBClient(settings)
  const sqs = new SQSClient(settings)
  const cloudWatch = new CloudWatchClient(settings)
  meter({ dynamo, sqs, cloudWatch })
  let asked: { readonly at: number; readonly log: Promise<AuditEnvironment> } | undefined
  return {
    stack,
    dynamo,
    sqs,
    cloudWatch,
    lambda: new LambdaClient(settings),
    now: serverClock(dynamo, stack.clock).now,
    pause: (milliseconds, signal) => delay(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted()),
    maps: sourceMapsOfCommands(),
    work: new BackgroundWork(systemClock.now),
    // A person who signs in again, perhaps as somebody else, stands in the log under the new name.
    async auditLog() {
      const now = systemClock.now()
      if (!asked || now - asked.at > CALLER_KEPT_MS) asked = { at: now, log: openAuditLog(stack, dynamo, as) }
      const { log } = asked
      try {
        const environment = await log
        if (environment.caller.arn === UNKNOWN_CALLER) asked = undefined
        return environment
      } catch (error) {
        asked = undefined
        throw error
      }
    },
  }
}

/** Ends what goes on in an orderly way, then the connections. */
export async function closeEnvironment({ dynamo, sqs, cloudWatch, lambda, work }: ConsoleEnvironment): Promise<void> {
  await work.stop()
  for (const client of [dynamo, sqs, cloudWatch, lambda]) client.destroy()
}
