import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { quickToCopy } from '../../lambdas/runtime/aws/quick-to-copy.ts'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { withClaims } from '../../lambdas/runtime/event-store/with-claims.ts'
import { readCorrections } from '../corrections/corrections.ts'
import { findReadModel } from '../generations/find-read-model.ts'
import { holdingConsumers } from '../parked/find-consumer.ts'
import { readWaiting, type WaitingOptions } from '../parked/waiting.ts'
import { stackOf } from '../program.ts'
import { claimStoreOf } from '../stack/claim-store-of.ts'
import { serverClock } from '../stack/server-clock.ts'
import type { Stack } from '../stack/stack.ts'

/** Sockets per client: as many writes as may be under way. */
const SOCKETS = 128

/** The dependencies of the commands about one read model. */
export const readModelEnvironment = async (name: string, command: Command) => {
  findReadModel(name)
  return openReadModel(name, await stackOf(command))
}

export type ReadModelEnvironment = Awaited<ReturnType<typeof openReadModel>>

/** Opens a read model of a stack. The caller has to destroy its `client`. @throws {UsageError} that lists the read models there are. */
export async function openReadModel(name: string, stack: Stack) {
  const { model, tableOutput } = findReadModel(name)
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const client = quickToCopy(new DynamoDBClient({ ...stack.clientSettings, requestHandler }))
  const eventTable = stack.output('EventTableName')
  // Read models need the data of large events, too.
  const storage = withClaims(createDynamoEventStorage({ dynamo: client, eventTable }), claimStoreOf(stack))
  return {
    model,
    stack,
    client,
    table: stack.output(tableOutput),
    eventTable,
    storage,
    eventStore: createEventStore(storage),
    /** What was skipped or edited for its consumer, as of now. */
    corrections: () => readCorrections({ dynamo: client, table: stack.output('OperationTableName') }, name),
    /** Ids of the events that its consumer holds back just now; none where it holds nothing any more, so that nothing waits for them. */
    parked: async (options?: WaitingOptions) =>
      holdingConsumers().some((consumer) => consumer.name === name)
        ? readWaiting({ dynamo: client, tables: { parked: stack.output('ParkedTableName') } }, name, options)
        : new Set<string>(),
    clock: serverClock(client, stack.clock),
    pause: async (milliseconds: number): Promise<void> => {
      await delay(milliseconds)
    },
  }
}
