import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { quickToCopy } from '../../lambdas/runtime/aws/quick-to-copy.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { services } from '../../lib/services.ts'
import { anyConsumer } from '../consumers/find.ts'
import { stackOf } from '../program.ts'
import { serverClock } from '../stack/server-clock.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import type { IssueStore } from './issues/list-issues.ts'

/** The clients and table names that the commands about dead letters work with. */
export interface DeadLetterEnvironment extends IssueStore {
  readonly stack: Stack
  readonly sqs: SQSClient
  /** Output `ParkedTableName` of the stack. */
  readonly parkedTable: string
  readonly queueUrl: (consumer: string) => string
  readonly deadLetterQueueUrl: (consumer: string) => string
  /** Names of the consumers that are declared here and deployed in this stack: only they have queues. */
  readonly deployed: readonly string[]
  readonly pause: (milliseconds: number) => Promise<void>
}

export const declaredConsumers = (): ReadonlyMap<string, ConsumerDeclaration> =>
  new Map(services.flatMap(({ consumers }) => consumers.map((consumer) => [consumer.name, consumer] as const)))

/** Parser of a commander option: the name of a declared consumer. @throws {UsageError} for any other, with the names that there are. */
export const consumerName = (text: string): string => anyConsumer(text).name

/** Connections at once: enough for all calls that run side by side (readers of shards, looks into queues, a batch of writes). */
const SOCKETS = 64

/** Runs with clients for the stack that the command's caller named, and closes them. */
export async function withDeadLetters(
  command: Command,
  run: (environment: DeadLetterEnvironment) => Promise<void>,
): Promise<void> {
  const stack = await stackOf(command)
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const dynamo = quickToCopy(new DynamoDBClient({ ...stack.clientSettings, requestHandler }))
  const sqs = quickToCopy(new SQSClient({ ...stack.clientSettings, requestHandler }))
  try {
    const pause = async (milliseconds: number) => void (await delay(milliseconds))
    await run(deadLetterEnvironment({ stack, dynamo, sqs, now: serverClock(dynamo, stack.clock).now, pause }))
  } finally {
    dynamo.destroy()
    sqs.destroy()
  }
}

/**
 * The time as AWS has it, epoch milliseconds. The clock of a client is corrected by its answers, so that this asks once: a relative time that
 * counts from a wrong clock would select other letters than were meant.
 */
export async function serverTime({
  dynamo,
  operationTable,
  now,
}: Pick<DeadLetterEnvironment, 'dynamo' | 'operationTable' | 'now'>): Promise<number> {
  await dynamo.send(
    new QueryCommand({
      TableName: operationTable,
      KeyConditionExpression: 'pk = :nothing',
      ExpressionAttributeValues: { ':nothing': { S: 'clock' } },
    }),
  )
  return now()
}

/** @param clients of the same stack; whoever has opened them closes them. */
export const deadLetterEnvironment = (
  clients: Pick<DeadLetterEnvironment, 'stack' | 'dynamo' | 'sqs' | 'now' | 'pause'>,
): DeadLetterEnvironment => {
  const { stack } = clients
  const consumers = declaredConsumers()
  const queueOf = (consumer: string) => `Consumer${pascalCase(consumer)}DlqUrl`
  return {
    ...clients,
    table: stack.output('DeadLetterTableName'),
    processedTable: stack.output('ProcessedTableName'),
    operationTable: stack.output('OperationTableName'),
    parkedTable: stack.output('ParkedTableName'),
    consumers,
    deployed: [...consumers.keys()].filter((consumer) => stack.outputs().has(queueOf(consumer))),
    queueUrl: (consumer) => stack.output(`Consumer${pascalCase(consumer)}QueueUrl`),
    deadLetterQueueUrl: (consumer) => stack.output(queueOf(consumer)),
  }
}
