import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import { withClaims } from '../../lambdas/runtime/event-store/with-claims.ts'
import type { Clock } from '../../lambdas/runtime/system/clock.ts'
import { createIds, type Ids, systemRandomBytes } from '../../lambdas/runtime/system/ids.ts'
import { findReadModel, readModelNames } from '../generations/find-read-model.ts'
import type { Documents } from '../generations/superseded.ts'
import { claimStoreOf } from '../stack/claim-store-of.ts'
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
  /** The read model that a consumer keeps, if it keeps one: what was skipped or edited is taken out of it. Default: none does. */
  readonly documentsOf?: (consumer: string) =>
    | (Documents & {
        readonly storage: Pick<EventStorage, 'readStream' | 'readEvent'>
        readonly client: DynamoDBClient
      })
    | undefined
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
    documentsOf: (consumer) => {
      if (!readModelNames().includes(consumer)) return undefined
      const { model, tableOutput } = findReadModel(consumer)
      const eventTable = stack.output('EventTableName')
      const storage = withClaims(createDynamoEventStorage({ dynamo, eventTable }), claimStoreOf(stack))
      return { client: dynamo, table: stack.output(tableOutput), model, storage }
    },
    clock: serverClock(dynamo, stack.clock),
    ids: createIds(stack.clock, systemRandomBytes),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    close: () => {
      dynamo.destroy()
      sqs.destroy()
    },
  }
}
