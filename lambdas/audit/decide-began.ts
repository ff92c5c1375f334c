import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { type Archive, BEGAN_KEY, readBegan } from './began-record.ts'

/** Functions of the deployment before this one have ended by then: their timeout was ten seconds. */
const OLD_FUNCTIONS_MS = 60_000

/** An archive in which nothing is begins with large objects. */
export async function decideBegan(archive: Archive): Promise<number> {
  const { dynamo, table, s3, bucket, clock } = archive
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }))
  const at = Contents.length === 0 ? 0 : clock.now() + OLD_FUNCTIONS_MS
  const Item = { ...BEGAN_KEY, at: { N: String(at) } }
  try {
    await dynamo.send(new PutItemCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }))
    return at
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    // Another function was faster, or this one, whose answer was lost.
    return (await readBegan(archive)) ?? at
  }
}
