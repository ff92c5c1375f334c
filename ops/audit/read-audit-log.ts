import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { type AuditEntry, dayOf, fromItem } from './entry.ts'

const DAY_MS = 86_400_000

/** The lines between two moments, newest first, as they are asked for: one query for each day. Times are ISO 8601 in UTC. */
export async function* readAuditLog(
  { dynamo, table }: { readonly dynamo: Pick<DynamoDBClient, 'send'>; readonly table: string },
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<AuditEntry> {
  for (let day = Date.parse(dayOf(to)); day >= Date.parse(dayOf(from)); day -= DAY_MS) {
    let start: Record<string, AttributeValue> | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :day AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':day': { S: dayOf(isoTime(day)) },
            ':from': { S: from },
            // In a key, the time is followed by characters that all sort before `~`.
            ':to': { S: `${to}~` },
          },
          ScanIndexForward: false,
          ExclusiveStartKey: start,
        }),
      )
      for (const item of Items) yield fromItem(item)
      start = LastEvaluatedKey
    } while (start)
  }
}
