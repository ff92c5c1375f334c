import type { Item } from '../requests/attribute-values.ts'
import { END } from '../storage/encoding.ts'

export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  name: string
  type: KeyType
}

export interface KeySchemaElement {
  AttributeName: string
  KeyType: 'HASH' | 'RANGE'
}

export interface IndexDescription {
  IndexName: string
  KeySchema: KeySchemaElement[]
  Projection: { ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] }
  [member: string]: unknown
}

export interface TableDescription {
  TableName: string
  TableArn: string
  KeySchema: KeySchemaElement[]
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[]
  GlobalSecondaryIndexes?: IndexDescription[]
  LocalSecondaryIndexes?: IndexDescription[]
  [member: string]: unknown
}

export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

export interface StreamDefinition {
  id: string
  arn: string
  label: string
  viewType: StreamViewType
  createdAt: number
  /** False once it was switched off: what it holds stays readable for a day. */
  enabled: boolean
}

/** A table as it is stored. */
export interface TableDefinition {
  /** Unique over all tables that ever were: starts the keys of its items. */
  id: string
  description: TableDescription
  /** Newest last; only the last can be enabled. */
  streams: StreamDefinition[]
  ttlAttribute?: string
  pointInTimeRecovery?: { enabledAt: number; days: number }
  tags: Record<string, string>
}

export interface TableIndex {
  name: string
  global: boolean
  hash: KeyAttribute
  range: KeyAttribute | undefined
  /** Attributes it holds beside the keys; undefined: all. */
  attributes: Set<string> | undefined
  prefix: string
}

/** A table's definition, prepared for finding and changing items. */
export interface Table {
  name: string
  definition: TableDefinition
  hash: KeyAttribute
  range: KeyAttribute | undefined
  indexes: TableIndex[]
  /** All attributes that the table's or an index's key consists of. */
  keyNames: Set<string>
  /** The prefix of the storage keys of its items. */
  prefix: string
  stream: StreamDefinition | undefined
}

export function toTable(definition: TableDefinition): Table {
  const { description } = definition
  const { hash, range } = keysOf(description.KeySchema, description)
  const tableKeys = range ? [hash.name, range.name] : [hash.name]
  const toIndex = (global: boolean) => (index: IndexDescription) => ({
    name: index.IndexName,
    global,
    ...keysOf(index.KeySchema, description),
    attributes: projected(index, tableKeys),
    prefix: `x${END}${definition.id}${END}${index.IndexName}${END}`,
  })
  const indexes = [
    ...(description.GlobalSecondaryIndexes ?? []).map(toIndex(true)),
    ...(description.LocalSecondaryIndexes ?? []).map(toIndex(false)),
  ]
  const keys = [hash, range, ...indexes.flatMap((index) => [index.hash, index.range])]
  return {
    name: description.TableName,
    definition,
    hash,
    range,
    indexes,
    keyNames: new Set(keys.flatMap((key) => (key ? [key.name] : []))),
    prefix: `i${END}${definition.id}${END}`,
    stream: definition.streams.findLast((stream) => stream.enabled),
  }
}

/** The attributes of an item that its table's key consists of. */
export function keyOf(table: Table, item: Item): Item {
  const key: Item = {}
  for (const { AttributeName } of table.definition.description.KeySchema) {
    const value = item[AttributeName]
    if (value) key[AttributeName] = value
  }
  return key
}

function keysOf(schema: KeySchemaElement[], description: TableDescription) {
  const [hash, range] = schema.map(({ AttributeName }) => {
    const definition = description.AttributeDefinitions.find((entry) => entry.AttributeName === AttributeName)
    return { name: AttributeName, type: definition?.AttributeType ?? 'S' }
  })
  return { hash: hash as KeyAttribute, range }
}

function projected(index: IndexDescription, tableKeys: string[]): Set<string> | undefined {
  if (index.Projection.ProjectionType === 'ALL') return undefined
  const keys = index.KeySchema.map((element) => element.AttributeName)
  return new Set([...tableKeys, ...keys, ...(index.Projection.NonKeyAttributes ?? [])])
}
