import { setTimeout as delay } from 'node:timers/promises'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Command } from 'commander'
import { createEventStore } from '../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { withClaims } from '../../lambdas/runtime/event-store/with-claims.ts'
import { systemClock } from '../../lambdas/runtime/system/clock.ts'
import { claimsOf } from '../claims/claims-of.ts'
import { correctedStore, readCorrections } from '../corrections/corrections.ts'
import { readParkedIds } from '../parked/holds.ts'
import { stackOf } from '../program.ts'
import type { Stack } from '../stack/stack.ts'
import { findReadModel } from './find-read-model.ts'

/** Sockets per client: as many writes as may be under way. */
const SOCKETS = 128

/** The dependencies of the commands about one read model. */
export const readModelEnvironment = async (name: string, command: Command) => {
  findReadModel(name)
  return openReadModel(name, await stackOf(command))
}

export type ReadModelEnvironment = Awaited<ReturnType<typeof openReadModel>>

/** Of a stack; whoever opens it destroys its `client`. @throws {UsageError} that lists the read models there are. */
export async function openReadModel(name: string, stack: Stack) {
  const { model, tableOutput } = findReadModel(name)
  const requestHandler = { httpAgent: { maxSockets: SOCKETS }, httpsAgent: { maxSockets: SOCKETS } }
  const client = new DynamoDBClient({ ...stack.clientSettings, requestHandler })
  const eventTable = stack.output('EventTableName')
  const corrections = await readCorrections({ dynamo: client, table: stack.output('OperationTableName') }, name)
  // Read models need the data of large events, too.
  const storage = withClaims(createDynamoEventStorage({ dynamo: client, eventTable }), claimsOf(stack))
  return {
    model,
    stack,
    client,
    table: stack.output(tableOutput),
    eventTable,
    /** Events as the read model's consumer takes them: what was skipped or edited for it is so here. */
    eventStore: correctedStore(createEventStore(storage), corrections),
    /** Ids of the events that its consumer holds back just now. */
    parked: () => readParkedIds({ dynamo: client, tables: { parked: stack.output('ParkedTableName') } }, name),
    clock: systemClock,
    pause: async (milliseconds: number): Promise<void> => {
      await delay(milliseconds)
    },
  }
}
