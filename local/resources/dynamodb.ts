import { z } from 'zod'
import type { LocalDynamoDb } from '../dynamodb/index.ts'
import { count, defined, document, flag, noEffect, text } from '../template/property-values.ts'
import { type Created, type Lifecycle, type Resource, type ResourceType, resourceType } from './resource-type.ts'
import type { Services } from './services.ts'
import { type Index, type TableProperties, tableRefusal, takeAwayFromTable } from './table-update.ts'

const keySchema = z.array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }))
const attributeDefinitions = z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) }))
const projection = z.strictObject({ ProjectionType: text.optional(), NonKeyAttributes: z.array(text).optional() })
const throughput = z.strictObject({ ReadCapacityUnits: count, WriteCapacityUnits: count })
const resourcePolicy = z.strictObject({ PolicyDocument: document }).optional()
const timeToLive = z.strictObject({ AttributeName: text.optional(), Enabled: flag })

const localIndexes = z.array(z.strictObject({ IndexName: text, KeySchema: keySchema, Projection: projection }))
const index = {
  IndexName: text,
  KeySchema: keySchema,
  Projection: projection,
  ContributorInsightsSpecification: noEffect,
  WarmThroughput: noEffect,
}

const ofTables: Lifecycle<TableProperties> = {
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  namedBy: 'TableName',
  holdsData: true,
  refusal: tableRefusal,
  async update(properties, resource, services, { properties: before, created }) {
    await takeAwayFromTable(properties, before, created, services)
    return ensureTable({ ...properties, TableName: created.physicalId }, resource, services)
  },
  async remove({ physicalId }, { dynamodb }) {
    await dynamodb.call('DeleteTable', { TableName: physicalId })
  },
}

const table = resourceType(
  z.strictObject({
    TableName: text.optional(),
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    BillingMode: text.optional(),
    ProvisionedThroughput: throughput.optional(),
    GlobalSecondaryIndexes: z
      .array(z.strictObject({ ...index, ProvisionedThroughput: throughput.optional(), OnDemandThroughput: noEffect }))
      .optional(),
    LocalSecondaryIndexes: localIndexes.optional(),
    StreamSpecification: z.strictObject({ StreamViewType: text, ResourcePolicy: resourcePolicy }).optional(),
    TimeToLiveSpecification: timeToLive.optional(),
    DeletionProtectionEnabled: flag.optional(),
    ContributorInsightsSpecification: noEffect,
    KinesisStreamSpecification: noEffect,
    OnDemandThroughput: noEffect,
    PointInTimeRecoverySpecification: noEffect,
    ResourcePolicy: resourcePolicy,
    SSESpecification: noEffect,
    TableClass: noEffect,
    Tags: noEffect,
    WarmThroughput: noEffect,
  }),
  (properties, resource, services) => ensureTable(properties, resource, services),
  ofTables,
)

const replica = z.looseObject({ Region: text, ResourcePolicy: resourcePolicy })

/** A table with replicas elsewhere, which are not made: here it is a table. */
const globalTable = resourceType(
  z.strictObject({
    TableName: text.optional(),
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    BillingMode: text.optional(),
    GlobalSecondaryIndexes: z
      .array(
        z.strictObject({
          ...index,
          ReadOnDemandThroughputSettings: noEffect,
          ReadProvisionedThroughputSettings: noEffect,
          WriteOnDemandThroughputSettings: noEffect,
          WriteProvisionedThroughputSettings: noEffect,
        }),
      )
      .optional(),
    LocalSecondaryIndexes: localIndexes.optional(),
    StreamSpecification: z.strictObject({ StreamViewType: text }).optional(),
    TimeToLiveSpecification: timeToLive.optional(),
    GlobalTableSourceArn: noEffect,
    GlobalTableWitnesses: noEffect,
    MultiRegionConsistency: noEffect,
    ReadOnDemandThroughputSettings: noEffect,
    ReadProvisionedThroughputSettings: noEffect,
    Replicas: z.array(replica).optional(),
    SSESpecification: noEffect,
    WarmThroughput: noEffect,
    WriteOnDemandThroughputSettings: noEffect,
    WriteProvisionedThroughputSettings: noEffect,
  }),
  ({ Replicas = [], ...properties }, resource, services) => {
    const ResourcePolicy = Replicas.find(({ Region }) => Region === services.region)?.ResourcePolicy
    return ensureTable({ ...properties, ResourcePolicy }, resource, services)
  },
  ofTables,
)

interface TableDescription {
  TableArn: string
  GlobalSecondaryIndexes?: { IndexName: string }[]
  StreamSpecification?: { StreamEnabled: boolean }
}

/** Creates the table, or adds to the existing one what the template has and it lacks; its items stay. */
async function ensureTable(
  properties: TableProperties,
  resource: Resource,
  { dynamodb, iam }: Services,
): Promise<Created> {
  const name = properties.TableName ?? resource.uniqueName(255)
  const existing = await describeTable(dynamodb, name)
  if (existing) await addWhatIsMissing(properties, name, existing, dynamodb)
  else await dynamodb.call('CreateTable', createTableInput(properties, name))
  await setTimeToLive(properties.TimeToLiveSpecification, name, dynamodb)
  const { TableArn } = (await describeTable(dynamodb, name)) ?? { TableArn: '' }
  const streamArn = dynamodb.streamArn(name)
  const { ResourcePolicy, StreamSpecification } = properties
  if (ResourcePolicy) iam?.policies.put(TableArn, 'ResourcePolicy', ResourcePolicy.PolicyDocument)
  const ofStream = StreamSpecification?.ResourcePolicy
  if (ofStream && streamArn) iam?.policies.put(streamArn, 'ResourcePolicy', ofStream.PolicyDocument)
  return { physicalId: name, attributes: { Arn: TableArn, ...(streamArn && { StreamArn: streamArn }) } }
}

async function describeTable(dynamodb: LocalDynamoDb, name: string): Promise<TableDescription | undefined> {
  const { TableNames } = (await dynamodb.call('ListTables', {})) as { TableNames: string[] }
  if (!TableNames.includes(name)) return undefined
  const { Table } = (await dynamodb.call('DescribeTable', { TableName: name })) as { Table: TableDescription }
  return Table
}

function createTableInput(properties: TableProperties, name: string) {
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes, DeletionProtectionEnabled } = properties
  return defined({
    TableName: name,
    AttributeDefinitions,
    KeySchema,
    // Without throughput of its own, a table is paid by request: what it costs plays no role here.
    BillingMode: properties.ProvisionedThroughput ? 'PROVISIONED' : 'PAY_PER_REQUEST',
    ProvisionedThroughput: properties.ProvisionedThroughput,
    GlobalSecondaryIndexes: properties.GlobalSecondaryIndexes?.map(indexInput),
    LocalSecondaryIndexes,
    DeletionProtectionEnabled,
    StreamSpecification: streamInput(properties),
  })
}

const indexInput = ({
  IndexName,
  KeySchema,
  Projection,
  ProvisionedThroughput,
}: Index & { ProvisionedThroughput?: object | undefined }) =>
  defined({ IndexName, KeySchema, Projection, ProvisionedThroughput })

const streamInput = ({ StreamSpecification }: TableProperties) =>
  StreamSpecification && { StreamEnabled: true, StreamViewType: StreamSpecification.StreamViewType }

async function addWhatIsMissing(
  properties: TableProperties,
  name: string,
  existing: TableDescription,
  dynamodb: LocalDynamoDb,
): Promise<void> {
  const known = new Set(existing.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName))
  for (const index of properties.GlobalSecondaryIndexes ?? []) {
    if (known.has(index.IndexName)) continue
    await dynamodb.call('UpdateTable', {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
    })
  }
  const stream = streamInput(properties)
  if (stream && !existing.StreamSpecification?.StreamEnabled) {
    await dynamodb.call('UpdateTable', { TableName: name, StreamSpecification: stream })
  }
}

async function setTimeToLive(
  specification: TableProperties['TimeToLiveSpecification'],
  name: string,
  dynamodb: LocalDynamoDb,
): Promise<void> {
  if (!specification?.Enabled || !specification.AttributeName) return
  const { TimeToLiveDescription } = (await dynamodb.call('DescribeTimeToLive', { TableName: name })) as {
    TimeToLiveDescription?: { TimeToLiveStatus?: string }
  }
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return
  await dynamodb.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: specification })
}

export const dynamodbTypes: Record<string, ResourceType> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': globalTable,
}
