import type { Engine } from '../engine.ts'
import { LocalAwsError, validationError } from '../errors.ts'
import { billing, globalIndex, type Throughput, throughput } from '../tables/create-table.ts'
import { describe, requestedTable } from '../tables/describe-table.ts'
import { openStream, type StreamSpecification, sseDescription } from '../tables/settings.ts'
import type { IndexDescription, TableDefinition, TableDescription } from '../tables/table.ts'
import { clearIndexes, finishIndexes } from './fill-index.ts'

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
  if (input.ReplicaUpdates) throw validationError('Replicas in other regions are not emulated locally')
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
  for (const update of request.GlobalSecondaryIndexUpdates ?? []) updateIndex(definition, update)
  await clearIndexes(engine, table, definition)
  await engine.saveTable(definition)
  return { TableDescription: describe(await finishIndexes(engine, definition)) }
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

function updateIndex({ description }: TableDefinition, { Create, Update, Delete }: IndexUpdate): void {
  const indexes = description.GlobalSecondaryIndexes ?? []
  const name = (Create ?? Update ?? Delete)?.IndexName
  const existing = indexes.find((index) => index.IndexName === name)
  if (Create) {
    if (existing) throw validationError(`Attempting to create an index which already exists: ${name}`)
    checkDefined(description, Create)
    const created = { ...globalIndex(description.TableArn, Create), IndexStatus: 'CREATING' }
    description.GlobalSecondaryIndexes = [...indexes, created]
    return
  }
  if (!existing) throw new LocalAwsError('ResourceNotFoundException', `Requested resource not found: ${name}`)
  if (Update?.ProvisionedThroughput) existing.ProvisionedThroughput = throughput(Update.ProvisionedThroughput)
  if (Delete) description.GlobalSecondaryIndexes = indexes.filter((index) => index !== existing)
}

function checkDefined(description: TableDescription, { KeySchema }: IndexDescription): void {
  const names = description.AttributeDefinitions.map(({ AttributeName }) => AttributeName)
  const missing = KeySchema.find(({ AttributeName }) => !names.includes(AttributeName))
  if (!missing) return
  throw validationError(
    'One or more parameter values were invalid: Some index key attributes are not defined in ' +
      `AttributeDefinitions: ${missing.AttributeName}`,
  )
}
