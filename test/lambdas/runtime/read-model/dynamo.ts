import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { TableIndex } from '../../../../lambdas/runtime/declarations/table-index.ts'
import { startDynamoDb } from '../../../../local/dynamodb/index.ts'

interface HttpRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** DynamoDB in this process: its real protocol, without a socket. */
export async function dynamoInProcess() {
  const engine = await startDynamoDb({ region: 'eu-central-1', accountId: '000000000000' })
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: {
      handle: async (request: HttpRequest) => {
        const { status, headers, body } = await engine.handle({
          service: 'dynamodb',
          region: 'eu-central-1',
          method: request.method,
          path: request.path,
          query: new URLSearchParams(),
          headers: Object.fromEntries(
            Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
          ),
          body: Buffer.from(request.body ?? ''),
        })
        return { response: { statusCode: status, headers, body: Buffer.from(body) } }
      },
    },
  })
  return { client, close: () => engine.close() }
}

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
