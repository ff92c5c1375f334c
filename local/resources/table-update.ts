import { isDeepStrictEqual } from 'node:util'
import type { Created } from './resource-type.ts'
import type { Services } from './services.ts'

type PolicyProperty = { PolicyDocument: object } | undefined

export interface Index {
  IndexName: string
  KeySchema: { AttributeName: string; KeyType: string }[]
  Projection: object
}

export interface TableProperties {
  TableName?: string | undefined
  AttributeDefinitions: object[]
  KeySchema: object[]
  BillingMode?: string | undefined
  ProvisionedThroughput?: object | undefined
  GlobalSecondaryIndexes?: (Index & { ProvisionedThroughput?: object | undefined })[] | undefined
  LocalSecondaryIndexes?: Index[] | undefined
  StreamSpecification?: { StreamViewType: string; ResourcePolicy?: PolicyProperty } | undefined
  ResourcePolicy?: PolicyProperty
  TimeToLiveSpecification?: { AttributeName?: string | undefined; Enabled: boolean } | undefined
  DeletionProtectionEnabled?: boolean | undefined
}

/** What CloudFormation refuses to do with a table's indexes in one update; its words. */
export function tableRefusal(properties: TableProperties, before: TableProperties): string | undefined {
  const [old, now] = [before, properties].map(({ GlobalSecondaryIndexes = [] }) => GlobalSecondaryIndexes)
  const find = (all: Index[] | undefined, name: string) => all?.find(({ IndexName }) => IndexName === name)
  const added = (now ?? []).filter(({ IndexName }) => !find(old, IndexName))
  const dropped = (old ?? []).filter(({ IndexName }) => !find(now, IndexName))
  if (added.length + dropped.length > 1) {
    return 'Cannot perform more than one GSI creation or deletion in a single update'
  }
  const changed = (now ?? []).some((index) => {
    const was = find(old, index.IndexName)
    return was && !isDeepStrictEqual([was.KeySchema, was.Projection], [index.KeySchema, index.Projection])
  })
  if (!changed) return undefined
  return "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name."
}

/** Takes away what the new template no longer says of a table, and sets what is a plain setting; its items stay. */
export async function takeAwayFromTable(
  properties: TableProperties,
  before: TableProperties,
  { physicalId: TableName, attributes }: Created,
  { dynamodb, iam }: Services,
): Promise<void> {
  const update = (changes: object) => dynamodb.call('UpdateTable', { TableName, ...changes })
  const wanted = new Set(properties.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName))
  for (const { IndexName } of before.GlobalSecondaryIndexes ?? []) {
    if (!wanted.has(IndexName)) await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] })
  }
  // A stream of another view type is another stream.
  if (
    before.StreamSpecification &&
    before.StreamSpecification.StreamViewType !== properties.StreamSpecification?.StreamViewType
  ) {
    await update({ StreamSpecification: { StreamEnabled: false } })
  }
  const isProtected = properties.DeletionProtectionEnabled ?? false
  if (isProtected !== (before.DeletionProtectionEnabled ?? false))
    await update({ DeletionProtectionEnabled: isProtected })
  const [old, now] = [before, properties].map(({ TimeToLiveSpecification: ttl }) =>
    ttl?.Enabled ? ttl.AttributeName : undefined,
  )
  if (old !== undefined && old !== now) {
    const TimeToLiveSpecification = { AttributeName: old, Enabled: false }
    await dynamodb.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification })
  }
  if (before.ResourcePolicy && !properties.ResourcePolicy) iam?.policies.remove(attributes?.Arn ?? '', 'ResourcePolicy')
}
