import { randomUUID } from 'node:crypto'
import type { Engine } from '../engine.ts'
import { LocalAwsError } from '../errors.ts'
import { validateWithDynalite } from '../requests/validate.ts'
import { describe } from './describe-table.ts'
import { openStream, type StreamSpecification, sseDescription } from './settings.ts'
import type { IndexDescription, TableDefinition, TableDescription } from './table.ts'
import { type Tag, toTags } from './tags.ts'

interface CreateTableRequest extends TableDescription {
  BillingMode?: string
  ProvisionedThroughput?: Throughput
}

export interface Throughput {
  ReadCapacityUnits: number
  WriteCapacityUnits: number
}

/** CreateTable. The table is active at once. */
export async function createTable(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const request = validateWithDynalite<CreateTableRequest>('CreateTable', input)
  const name = request.TableName
  if (engine.catalog.find(name)) {
    throw new LocalAwsError('ResourceInUseException', `Table already exists: ${name}`)
  }
  const arn = `arn:aws:dynamodb:${engine.region}:${engine.accountId}:table/${name}`
  const seconds = engine.now() / 1000
  const { BillingMode, ...members } = request
  const description: TableDescription = {
    ...members,
    TableArn: arn,
    TableId: randomUUID(),
    TableStatus: 'ACTIVE',
    CreationDateTime: seconds,
    ItemCount: 0,
    TableSizeBytes: 0,
    DeletionProtectionEnabled: input.DeletionProtectionEnabled === true,
    ProvisionedThroughput: throughput(request.ProvisionedThroughput),
    ...billing(BillingMode, seconds),
    ...sseDescription(input.SSESpecification, engine),
    ...(typeof input.TableClass === 'string' ? { TableClassSummary: { TableClass: input.TableClass } } : {}),
    ...(input.OnDemandThroughput ? { OnDemandThroughput: input.OnDemandThroughput } : {}),
  }
  const { GlobalSecondaryIndexes: globals, LocalSecondaryIndexes: locals } = request
  if (globals) description.GlobalSecondaryIndexes = globals.map((index) => globalIndex(arn, index))
  if (locals) description.LocalSecondaryIndexes = locals.map((index) => indexDescription(arn, index))
  const definition: TableDefinition = {
    id: engine.catalog.newId(),
    description,
    streams: [],
    tags: toTags(input.Tags as Tag[] | undefined),
  }
  const stream = input.StreamSpecification as StreamSpecification | undefined
  if (stream?.StreamEnabled) definition.streams.push(openStream(engine, arn, stream))
  const table = await engine.saveTable(definition)
  return { TableDescription: describe(table) }
}

export function billing(mode: string | undefined, seconds: number): object {
  if (mode !== 'PAY_PER_REQUEST') return {}
  return {
    BillingModeSummary: { BillingMode: mode, LastUpdateToPayPerRequestDateTime: seconds },
    TableThroughputModeSummary: { TableThroughputMode: mode, LastUpdateToPayPerRequestDateTime: seconds },
  }
}

export function throughput(given: Throughput | undefined): object {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...given }
}

export function globalIndex(tableArn: string, index: IndexDescription): IndexDescription {
  return {
    ...indexDescription(tableArn, index),
    IndexStatus: 'ACTIVE',
    ProvisionedThroughput: throughput(index.ProvisionedThroughput as Throughput | undefined),
  }
}

function indexDescription(tableArn: string, index: IndexDescription): IndexDescription {
  return { ...index, IndexArn: `${tableArn}/index/${index.IndexName}`, IndexSizeBytes: 0, ItemCount: 0 }
}
