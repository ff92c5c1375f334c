import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { type Clock, systemClock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, type Ids, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { serverClock } from '../stack/server-clock.ts'
import { pascalCase, type Stack } from '../stack/stack.ts'

/** The dependencies of reading, releasing and deciding about parked events, which are the same for every consumer. */
export interface ParkedEnvironment {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly sqs: Pick<SQSClient, 'send'>
  readonly tables: {
    readonly parked: string
    readonly processed: string
    readonly operations: string
    readonly deadLetters: string
  }
  readonly queueUrlOf: (consumer: string) => string
  readonly clock: Clock
  readonly ids: Ids
  readonly pause: (milliseconds: number) => Promise<void>
}

/** @returns the environment, and how to end its connections. */
export function openParked(stack: Stack): ParkedEnvironment & { readonly dynamo: DynamoDBClient; close(): void } {
  const dynamo = new DynamoDBClient(stack.clientSettings)
  const sqs = new SQSClient(stack.clientSettings)
  return {
    dynamo,
    sqs,
    tables: {
      parked: stack.output('ParkedTableName'),
      processed: stack.output('ProcessedTableName'),
      operations: stack.output('OperationTableName'),
      deadLetters: stack.output('DeadLetterTableName'),
    },
    queueUrlOf: (consumer) => stack.output(`Consumer${pascalCase(consumer)}QueueUrl`),
    clock: serverClock(dynamo, systemClock),
    ids: createIds(systemClock, systemRandomBytes),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    close: () => {
      dynamo.destroy()
      sqs.destroy()
    },
  }
}
