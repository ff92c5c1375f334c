import { type AttributeValue, type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type AssignmentPage, fromPageItem, partitionOf, toPageItem } from './assignment-page.ts'

export interface AssignmentStore {
  /** All pages of a minute in their order, each as it was at some moment of the call: see {@link isWhole}. */
  read(minute: string, signal?: AbortSignal): Promise<readonly AssignmentPage[]>
  /**
   * Replaces exactly the version that was read.
   * @returns false when another one is there: someone else's, or this very page, if the answer to an earlier try was lost.
   */
  replace(page: AssignmentPage, signal?: AbortSignal): Promise<boolean>
}

export const dynamoAssignments = (dynamo: Pick<DynamoDBClient, 'send'>, table: string): AssignmentStore => ({
  async read(minute, abortSignal) {
    const pages: AssignmentPage[] = []
    let start: Record<string, AttributeValue> | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :minute',
          ExpressionAttributeValues: { ':minute': partitionOf(minute) },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
        abortSignal ? { abortSignal } : {},
      )
      for (const item of Items) pages.push(fromPageItem(minute, item))
      start = LastEvaluatedKey
    } while (start)
    return pages
  },

  async replace(page, abortSignal) {
    const put = new PutItemCommand({
      TableName: table,
      Item: toPageItem(page),
      ...(page.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: 'version = :read',
            ExpressionAttributeValues: { ':read': { N: String(page.version) } },
          }),
    })
    try {
      await dynamo.send(put, abortSignal ? { abortSignal } : {})
      return true
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false
      throw error
    }
  },
})
