import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../../events/envelope.ts'
import type { ReadModel } from '../declarations/define-read-model.ts'
import type { Clock } from '../system/clock.ts'
import { cachedGenerations, READERS_KNOW_MS, WRITERS_KNOW_MS } from './cached-generations.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'
import { createDocumentWriter } from './document-writer.ts'
import { createGenerationsStore } from './generations.ts'

export interface ReadModelStoreOptions {
  readonly client: DynamoDBClient
  /** The service's own table. */
  readonly table: string
  readonly clock: Clock
}

/**
 * Brings one event into every generation of the read model: the live one, one that is being built, and one that is kept.
 * Safe to repeat, and in any order. @returns `stale` when no generation learned anything new from it.
 */
export type UpdateReadModel = (event: EventEnvelope) => Promise<'applied' | 'stale'>

/** For consumers. */
export function createReadModelUpdater(
  model: ReadModel,
  { client, table, clock }: ReadModelStoreOptions,
): UpdateReadModel {
  const generations = cachedGenerations(createGenerationsStore(client, table, model.name), clock, WRITERS_KNOW_MS)
  const writer = createDocumentWriter({ client, table, model })
  return async (event) => {
    const change = model.changeOf(event)
    if (!change) return 'stale'
    const { live, all } = await generations()
    const others = Object.keys(all).filter((name) => name !== live)
    // The live one last: what a reader has seen there is in every other one, whenever the switch comes.
    const results = await Promise.all(others.map((name) => writer.write(name, change)))
    results.push(await writer.write(live, change))
    return results.includes('applied') ? 'applied' : 'stale'
  }
}

/** For queries: reads the live generation. */
export function createReadModelReader(
  model: ReadModel,
  { client, table, clock }: ReadModelStoreOptions,
): DocumentReader {
  const generations = cachedGenerations(createGenerationsStore(client, table, model.name), clock, READERS_KNOW_MS)
  return createDocumentReader(client, table, model.name, generations)
}
