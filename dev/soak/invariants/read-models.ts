import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { findReadModel, readModelNames } from '../../../ops/generations/find-read-model.ts'
import { storeOf } from '../../../ops/rebuild/rebuild.ts'
import { verifyReadModel } from '../../../ops/verify/verify-read-model.ts'
import { localClientSettings } from '../../local-client.ts'
import type { Endpoint } from '../world.ts'
import type { Invariant } from './invariant.ts'

const SEGMENTS = 2

export const readModelsMatchEvents: Invariant = {
  name: `read models equal a fresh fold of the event table, byte by byte: ${readModelNames().join(', ')}`,
  async check({ endpoint }) {
    const client = new DynamoDBClient(localClientSettings(endpoint.url))
    try {
      const found = await Promise.all(readModelNames().map((name) => differencesOf(name, client, endpoint)))
      return found.flat()
    } finally {
      client.destroy()
    }
  },
}

async function differencesOf(name: string, client: DynamoDBClient, { outputs }: Endpoint): Promise<string[]> {
  const { model, tableOutput } = findReadModel(name)
  const table = outputs[tableOutput] ?? ''
  const eventTable = outputs.EventTableName ?? ''
  const { live } = await storeOf({ client, table, model }).load()
  const { documents, differences } = await verifyReadModel({
    model,
    client,
    table,
    eventStore: createEventStore(createDynamoEventStorage({ dynamo: client, eventTable })),
    generation: live,
    segments: SEGMENTS,
    onProgress: () => {},
  })
  if (documents === 0) return [`${name} ${live}: no event speaks of any document, so there is nothing to compare`]
  return differences.map(({ kind, document }) => `${name} ${live}: ${kind} ${document}`)
}
