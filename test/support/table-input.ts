import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { TableShape } from '../../lambdas/runtime/declarations/tables.ts'

/** What creates a table of this shape, with the keys and indexes that it has when it is deployed. */
export function tableInput(TableName: string, { sortKey, indexes = [] }: TableShape): CreateTableCommandInput {
  const types = new Map<string, 'S' | 'N'>([['pk', 'S'], ...(sortKey ? [['sk', sortKey] as const] : [])])
  for (const index of indexes) {
    for (const name of [index.partitionKey, index.sortKey]) if (!types.has(name)) types.set(name, 'S')
  }
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema('pk', sortKey && 'sk'),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey }) => ({
        IndexName: name,
        KeySchema: keySchema(partitionKey, sortKey),
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  }
}

const keySchema = (partitionKey: string, sortKey: string | undefined): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey ? [{ AttributeName: sortKey, KeyType: 'RANGE' as const }] : []),
]
