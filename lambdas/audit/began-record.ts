import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Clock } from '../runtime/system/clock.ts'

export interface Archive {
  readonly dynamo: Pick<DynamoDBClient, 'send'>
  readonly table: string
  readonly s3: Pick<S3Client, 'send'>
  readonly bucket: string
  readonly clock: Clock
}

export const BEGAN_KEY = { pk: { S: 'archive' }, sk: { S: 'began' } }

export async function readBegan({ dynamo, table }: Pick<Archive, 'dynamo' | 'table'>): Promise<number | undefined> {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key: BEGAN_KEY, ConsistentRead: true }))
  return Item?.at?.N === undefined ? undefined : Number(Item.at.N)
}
