import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { listFunctions } from '../functions/functions.ts'
import { type LogQuery, readLogs } from '../logs/read-logs.ts'
import { type Stack, stackNamesOf } from '../stack/stack.ts'
import { declaredAddressees } from './addressees.ts'
import { findCorrelations } from './find-correlations.ts'
import { readTrace } from './read-trace.ts'
import type { Trace } from './trace.ts'

export interface TraceEnvironment {
  readonly stack: Stack
  readonly dynamo: DynamoDBClient
  readonly lambda: LambdaClient
}

export interface TraceQuery {
  /** Id of an event, a command or an aggregate, or a correlation id. */
  readonly id: string
  /** Epoch milliseconds: where to begin looking for what is found by logs alone. */
  readonly since: number
  /** Epoch milliseconds. */
  readonly now: number
}

/** The traces of an id, one for each request that concerned it; none if nothing is recorded. */
export async function findTraces(
  { stack, dynamo, lambda }: TraceEnvironment,
  { id, since, now }: TraceQuery,
): Promise<readonly Trace[]> {
  const cloudFormation = new CloudFormationClient(stack.clientSettings)
  const logs = new CloudWatchLogsClient(stack.clientSettings)
  try {
    const storage = createDynamoEventStorage({ dynamo, eventTable: stack.output('EventTableName') })
    const events = { storage, eventStore: createEventStore(storage) }
    const [correlations, functions] = await Promise.all([
      findCorrelations(id, events),
      listFunctions(cloudFormation, lambda, stackNamesOf(stack)),
    ])
    const reader = {
      events,
      tables: {
        dynamo,
        processed: stack.output('ProcessedTableName'),
        deadLetters: stack.output('DeadLetterTableName'),
      },
      logs: (query: LogQuery) => readLogs(logs, functions, query),
      addressees: declaredAddressees,
      now,
      since,
    }
    const traces: Trace[] = []
    // One after another: each reads the logs of all functions, and an account may do that a few times a second.
    for (const correlation of correlations) traces.push(await readTrace(reader, correlation))
    return traces.filter(({ steps, requests }) => steps.length + requests.length > 0)
  } finally {
    cloudFormation.destroy()
    logs.destroy()
  }
}
