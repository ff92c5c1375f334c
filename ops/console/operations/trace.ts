import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { z } from 'zod'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { listFunctions } from '../../functions/functions.ts'
import { type LogQuery, readLogs } from '../../logs/read-logs.ts'
import { declaredAddressees } from '../../trace/addressees.ts'
import { findCorrelations } from '../../trace/find-correlations.ts'
import { readTrace } from '../../trace/read-trace.ts'
import type { Trace } from '../../trace/trace.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

const id = z.string().regex(/^[A-Za-z0-9_.:/-]{1,200}$/, 'must be the id of a request, event, command or aggregate')
const DAY_MS = 86_400_000

/** All that a request, event, command or aggregate set in motion: the same as `ops trace`, looking back one day. */
export const traceOperation = ({ stack, dynamo, lambda, now }: ConsoleEnvironment): ConsoleOperation =>
  consoleOperation({
    name: 'trace',
    kind: 'read',
    keptMs: 2_000,
    input: z.object({ id }),
    async run({ id: asked }): Promise<readonly Trace[]> {
      const cloudFormation = new CloudFormationClient(stack.clientSettings)
      const logs = new CloudWatchLogsClient(stack.clientSettings)
      try {
        const storage = createDynamoEventStorage({ dynamo, eventTable: stack.output('EventTableName') })
        const events = { storage, eventStore: createEventStore(storage) }
        const [correlations, functions] = await Promise.all([
          findCorrelations(asked, events),
          listFunctions(cloudFormation, lambda, stack.name),
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
          now: now(),
          since: now() - DAY_MS,
        }
        const traces: Trace[] = []
        for (const correlation of correlations) traces.push(await readTrace(reader, correlation))
        const found = traces.filter(({ steps, requests }) => steps.length + requests.length > 0)
        if (found.length === 0) throw new InputError(`Nothing is on record of ${asked} in the last day.`)
        return found
      } finally {
        cloudFormation.destroy()
        logs.destroy()
      }
    },
  })
