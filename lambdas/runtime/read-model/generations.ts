import {
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { ConflictError } from '../errors.ts'

/** One full copy of a read model. */
export interface GenerationState {
  /** `building`: consumers write to it, nobody reads it yet. `ready`: complete and kept up to date. */
  readonly state: 'building' | 'ready'
  /** When it was begun. */
  readonly since: string
  /** Parallel segments of the scan that fills it; fixed for its life, because checkpoints count by them. */
  readonly segments?: number
}

/** The copies of a read model that exist. Consumers write to all of them; readers read the live one. */
export interface Generations {
  readonly live: string
  readonly all: Readonly<Record<string, GenerationState>>
  /** Highest number ever given: names are never used twice. */
  readonly last: number
  /** Counts the changes of this record; what a conditional write compares. */
  readonly revision: number
}

const FIRST: Generations = { live: 'g1', all: { g1: { state: 'ready', since: '' } }, last: 1, revision: 0 }

export interface GenerationsStore {
  /** Strongly consistent; a read model that was never rebuilt has one generation, `g1`, and no record. */
  load(): Promise<Generations>
  /** @throws {ConflictError} when someone changed the record since `seen` was read. */
  save(seen: Generations, next: Omit<Generations, 'revision'>): Promise<Generations>
}

export const recordKey = (model: string) => ({ pk: { S: `read-model#${model}` }, sk: { S: 'generations' } })

export function createGenerationsStore(client: DynamoDBClient, table: string, model: string): GenerationsStore {
  const key = recordKey(model)
  return {
    load: async () => {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))
      return Item?.record?.S ? (JSON.parse(Item.record.S) as Generations) : FIRST
    },
    save: async (seen, next) => {
      const record = { ...next, revision: seen.revision + 1 }
      const Put = {
        TableName: table,
        Item: { ...key, record: { S: JSON.stringify(record) }, revision: { N: String(record.revision) } },
        ConditionExpression: seen.revision === 0 ? 'attribute_not_exists(pk)' : 'revision = :seen',
        ...(seen.revision > 0 && { ExpressionAttributeValues: { ':seen': { N: String(seen.revision) } } }),
      }
      try {
        // A transaction has a token: sent again by the SDK after a lost answer, it does not take itself for someone else.
        await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }))
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error
        throw new ConflictError(`Someone else changed the generations of ${model} at the same time.`, { cause: error })
      }
      return record
    },
  }
}

/** Adds an empty generation that consumers fill from now on. @throws {Error} when one is being built already. */
export function startGeneration(
  current: Generations,
  since: string,
  segments: number,
): { readonly name: string; readonly generations: Generations } {
  const building = buildingGeneration(current)
  if (building) throw new Error(`Generation ${building} is being built already: resume it, or drop it.`)
  const last = current.last + 1
  const name = `g${last}`
  const all = { ...current.all, [name]: { state: 'building', since, segments } as const }
  return { name, generations: { ...current, last, all } }
}

/** Makes a generation the one that is read. The one before stays, and stays up to date, until it is dropped. */
export function switchTo(current: Generations, name: string): Generations {
  const chosen = current.all[name]
  if (!chosen) throw new Error(`There is no generation ${name}; there are: ${Object.keys(current.all).join(', ')}.`)
  return { ...current, live: name, all: { ...current.all, [name]: { ...chosen, state: 'ready' } } }
}

/** @throws {Error} for the live generation, or one that does not exist. */
export function withoutGeneration(current: Generations, name: string): Generations {
  if (name === current.live) throw new Error(`Generation ${name} is live: switch to another one first.`)
  const { [name]: dropped, ...all } = current.all
  if (!dropped) throw new Error(`There is no generation ${name}; there are: ${Object.keys(current.all).join(', ')}.`)
  return { ...current, all }
}

export const buildingGeneration = (current: Generations): string | undefined =>
  Object.entries(current.all).find(([, one]) => one.state === 'building')?.[0]
