import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TableIndex } from '../../lambdas/runtime/declarations/table-index.ts'

/** A service's own table with its declared indexes. */
export async function createStateTable(client: DynamoDBClient, table: string, indexes: readonly TableIndex[]) {
  const keys = new Set(['pk', 'sk', ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])])
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...keys].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  )
}
