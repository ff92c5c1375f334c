import type { Engine } from '../engine.ts'
import { entryJson } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import { indexKey } from '../items/keys.ts'
import { StoredItem } from '../items/stored-item.ts'
import { ABOVE } from '../storage/encoding.ts'
import type { Writes } from '../storage/store.ts'
import { billing, globalIndex, type Throughput, throughput } from './create-table.ts'
import { describe, requestedTable } from './describe-table.ts'
import { openStream, type StreamSpecification, sseDescription } from './settings.ts'
import { type IndexDescription, type TableDefinition, type TableDescription, toTable } from './table.ts'

interface IndexUpdate {
  Create?: IndexDescription
  Update?: { IndexName: string; ProvisionedThroughput?: Throughput }
  Delete?: { IndexName: string }
}

interface UpdateTableRequest {
  AttributeDefinitions?: TableDescription['AttributeDefinitions']
  BillingMode?: string
  ProvisionedThroughput?: Throughput
  DeletionProtectionEnabled?: boolean
  StreamSpecification?: StreamSpecification
  SSESpecification?: object
  TableClass?: string
  GlobalSecondaryIndexUpdates?: IndexUpdate[]
}

/** UpdateTable. All changes are in effect when it answers, new indexes included. */
export async function updateTable(engine: Engine, input: Record<string, unknown>): Promise<object> {
  const table = requestedTable(engine, input)
  const request = input as UpdateTableRequest
  const definition = structuredClone(table.definition)
  const { description } = definition
  if (request.AttributeDefinitions) description.AttributeDefinitions = request.AttributeDefinitions
  if (request.DeletionProtectionEnabled !== undefined) {
    description.DeletionProtectionEnabled = request.DeletionProtectionEnabled
  }
  if (request.ProvisionedThroughput) description.ProvisionedThroughput = throughput(request.ProvisionedThroughput)
  if (request.BillingMode) {
    delete description.BillingModeSummary
    delete description.TableThroughputModeSummary
    Object.assign(description, billing(request.BillingMode, engine.now() / 1000))
  }
  if (request.SSESpecification) {
    delete description.SSEDescription
    Object.assign(description, sseDescription(request.SSESpecification, engine))
  }
  if (request.TableClass) description.TableClassSummary = { TableClass: request.TableClass }
  if (request.StreamSpecification) updateStream(engine, definition, request.StreamSpecification)
  const writes: Writes = new Map()
  for (const update of request.GlobalSecondaryIndexUpdates ?? []) {
    await updateIndex(engine, definition, update, writes)
  }
  return { TableDescription: describe(await engine.saveTable(definition, writes)) }
}

function updateStream(engine: Engine, definition: TableDefinition, specification: StreamSpecification): void {
  const current = definition.streams.find((stream) => stream.enabled)
  if (specification.StreamEnabled) {
    if (current)
      throw validationError('Table already has an enabled stream: TableName: '.concat(definition.description.TableName))
    definition.streams.push(openStream(engine, definition.description.TableArn, specification))
    return
  }
  if (!current) {
    throw validationError(`Table is already disabled: TableName: ${definition.description.TableName}`)
  }
  current.enabled = false
}

async function updateIndex(
  engine: Engine,
  definition: TableDefinition,
  { Create, Update, Delete }: IndexUpdate,
  writes: Writes,
): Promise<void> {
  const { description } = definition
  const indexes = description.GlobalSecondaryIndexes ?? []
  const name = (Create ?? Update ?? Delete)?.IndexName
  const existing = indexes.find((index) => index.IndexName === name)
  if (!Create && !existing)
    throw new LocalAwsError('ResourceNotFoundException', `Requested resource not found: ${name}`)
  if (Create) {
    if (existing) throw validationError(`Attempting to create an index which already exists: ${name}`)
    const undefinedKey = Create.KeySchema.find(
      (key) => !description.AttributeDefinitions.some(({ AttributeName }) => AttributeName === key.AttributeName),
    )
    if (undefinedKey) {
      throw validationError(
        'One or more parameter values were invalid: Some index key attributes are not defined in ' +
          `AttributeDefinitions: ${undefinedKey.AttributeName}`,
      )
    }
    description.GlobalSecondaryIndexes = [...indexes, globalIndex(description.TableArn, Create)]
    await fillIndex(engine, definition, Create.IndexName, writes)
  } else if (existing && Update?.ProvisionedThroughput) {
    existing.ProvisionedThroughput = throughput(Update.ProvisionedThroughput)
  } else if (existing && Delete) {
    description.GlobalSecondaryIndexes = indexes.filter((index) => index !== existing)
    const index = toTable(engine.catalog.get(description.TableName).definition).indexes.find((one) => one.name === name)
    if (index) await engine.store.clear(index.prefix, index.prefix + ABOVE)
  }
}

/** Adds the entries of all items that there are to the writes with which the index appears. */
async function fillIndex(engine: Engine, definition: TableDefinition, name: string, writes: Writes): Promise<void> {
  const table = toTable(definition)
  const index = table.indexes.find((one) => one.name === name)
  if (!index) return
  for (const [, json] of await engine.store.range({ gte: table.prefix, lt: table.prefix + ABOVE })) {
    const item = new StoredItem(json)
    const key = indexKey(table, index, item.item)
    if (key !== undefined) writes.set(key, entryJson(index, item))
  }
}
