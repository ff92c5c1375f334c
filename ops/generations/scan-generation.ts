import { type AttributeValue, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { type Generation, generationPrefix } from '../../lambdas/runtime/read-model/document-item.ts'

export interface GenerationScan {
  readonly client: DynamoDBClient
  readonly table: string
  readonly generation: Generation
  readonly keysOnly?: boolean
}

/** Page by page, all documents of one generation, strongly consistent. Reads (and pays for) the whole table. */
export async function* scanGeneration(scan: GenerationScan): AsyncGenerator<Record<string, AttributeValue>[]> {
  let start: Record<string, AttributeValue> | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await scan.client.send(
      new ScanCommand({
        TableName: scan.table,
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': { S: generationPrefix(scan.generation) } },
        ...(scan.keysOnly && { ProjectionExpression: 'pk, sk' }),
        ExclusiveStartKey: start,
        ConsistentRead: true,
      }),
    )
    yield Items
    start = LastEvaluatedKey
  } while (start)
}
