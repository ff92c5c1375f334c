import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { services } from '../../lib/services.ts'
import { stackOf } from '../program.ts'
import { serverClock } from '../stack/server-clock.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'
import { UsageError } from '../terminal/usage-error.ts'
import type { IssueStore } from './issues/list-issues.ts'

/** What the commands about dead letters work with. */
export interface DeadLetterEnvironment extends IssueStore {
  readonly stack: Stack
  readonly sqs: SQSClient
  /** Output `ParkedTableName` of the stack. */
  readonly parkedTable: string
  readonly queueUrl: (consumer: string) => string
  readonly deadLetterQueueUrl: (consumer: string) => string
  readonly pause: (milliseconds: number) => Promise<void>
}

export const declaredConsumers = (): ReadonlyMap<string, ConsumerDeclaration> =>
  new Map(services.flatMap(({ consumers }) => consumers.map((consumer) => [consumer.name, consumer] as const)))

/** For commander: the name of a consumer there is. @throws {UsageError} */
export function consumerName(text: string): string {
  const names = [...declaredConsumers().keys()]
  if (names.includes(text)) return text
  throw new UsageError(`There is no consumer "${text}"; there are: ${names.join(', ')}.`)
}

/** As many calls as are under way at once: readers of shards, looks into queues, a batch of writes. */
const SOCKETS = 64

/** Runs with clients for the stack that the command's caller named, and closes them. */
export async function withDeadLetters(
  command: Command,
  run: (environment: DeadLetterEnvironment) => Promise<void>,
): Promise<void> {
  const stack = await stackOf(command)
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const dynamo = new DynamoDBClient({ ...stack.clientSettings, requestHandler })
  const sqs = new SQSClient({ ...stack.clientSettings, requestHandler })
  try {
    const pause = async (milliseconds: number) => void (await delay(milliseconds))
    await run(deadLetterEnvironment({ stack, dynamo, sqs, now: serverClock(dynamo, systemClock).now, pause }))
  } finally {
    dynamo.destroy()
    sqs.destroy()
  }
}

/** @param clients of the same stack; whoever has opened them closes them. */
export const deadLetterEnvironment = (
  clients: Pick<DeadLetterEnvironment, 'stack' | 'dynamo' | 'sqs' | 'now' | 'pause'>,
): DeadLetterEnvironment => {
  const { stack } = clients
  return {
    ...clients,
    table: stack.output('DeadLetterTableName'),
    processedTable: stack.output('ProcessedTableName'),
    operationTable: stack.output('OperationTableName'),
    parkedTable: stack.output('ParkedTableName'),
    consumers: declaredConsumers(),
    queueUrl: (consumer) => stack.output(`Consumer${pascalCase(consumer)}QueueUrl`),
    deadLetterQueueUrl: (consumer) => stack.output(`Consumer${pascalCase(consumer)}DlqUrl`),
  }
}
