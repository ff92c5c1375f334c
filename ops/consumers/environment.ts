import { setTimeout as delay } from 'node:timers/promises'
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import type { AuditEnvironment } from '../audit/audit-log.ts'
import { nameOf } from '../audit/name-of.ts'
import { openAuditLog } from '../audit/open-audit-log.ts'
import { PauseRecords } from '../pauses/pause-records.ts'
import { stackOf } from '../program.ts'
import { consumerClients } from '../stack/consumer-clients.ts'
import { serverClock } from '../stack/server-clock.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import type { ChangeEnvironment } from './change.ts'
import { EventSourceMapping } from './event-source.ts'

export interface ConsumersEnvironment {
  readonly stack: Stack
  readonly lambda: LambdaClient
  readonly sqs: SQSClient
  readonly cloudWatch: CloudWatchClient
  readonly dynamo: DynamoDBClient
  readonly records: PauseRecords
  readonly now: () => number
}

export const queueUrlOf = ({ stack }: Pick<ConsumersEnvironment, 'stack'>, consumer: string): string =>
  stack.output(`Consumer${pascalCase(consumer)}QueueUrl`)

/** Runs with clients for the stack that the command's caller named, and closes them. */
export async function withConsumers(
  command: Command,
  run: (environment: ConsumersEnvironment) => Promise<void>,
): Promise<void> {
  const stack = await stackOf(command)
  const clients = consumerClients(stack)
  const records = new PauseRecords(clients.dynamo, stack.output('OperationTableName'))
  try {
    await run({ ...clients, stack, records, now: serverClock(clients.dynamo, stack.clock).now })
  } finally {
    for (const client of Object.values(clients)) client.destroy()
  }
}

/** What changing one consumer takes, by the owner of these credentials. @param as what the caller calls itself (`--as`). */
export async function changeEnvironment(
  environment: ConsumersEnvironment,
  consumer: string,
  as: string | undefined,
): Promise<{ readonly change: ChangeEnvironment; readonly audit: AuditEnvironment }> {
  const audit = await openAuditLog(environment.stack, environment.dynamo, as)
  return { audit, change: changeOf(environment, consumer, audit) }
}

/** The dependencies of changing one consumer. */
export function changeOf(
  { stack, lambda, records, now }: Pick<ConsumersEnvironment, 'stack' | 'lambda' | 'records' | 'now'>,
  consumer: string,
  { caller, ids }: Pick<AuditEnvironment, 'caller' | 'ids'>,
): ChangeEnvironment {
  return {
    consumer,
    records,
    source: new EventSourceMapping(lambda, stack.output(`Consumer${pascalCase(consumer)}FunctionName`)),
    by: nameOf(caller),
    nextId: () => ids.next('pau'),
    nowIso: () => isoTime(now()),
    waiting: { now, sleep: async (milliseconds) => void (await delay(milliseconds)), onState: toldOnce(consumer) },
  }
}

const DOING: Readonly<Record<string, string>> = {
  Disabling: 'pausing: Lambda is switching its event source off, batches in flight are finished',
  Enabling: 'resuming: Lambda is switching its event source on',
  Updating: 'waiting: its event source is being changed',
}

/** Each state that lasts is told once, on stderr. */
function toldOnce(consumer: string): (state: string) => void {
  let last = ''
  return (state) => {
    const doing = DOING[state]
    if (doing && state !== last) process.stderr.write(`${consumer}: ${doing}\n`)
    last = state
  }
}
