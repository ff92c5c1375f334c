import {
  type AttributeValue,
  type ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'

/** An item that nobody has touched for so long expires, which makes its type healthy. */
const TTL_SECONDS = 7 * 86_400

export interface HealthTable {
  readonly dynamo: DynamoDBClient
  readonly table: string
}

type Update = Pick<UpdateItemCommandInput, 'ExpressionAttributeValues' | 'ConditionExpression'> & {
  readonly set: string
  readonly rest?: string
}

export type Updated = { readonly done: true; readonly item: Item } | { readonly done: false; readonly item: Item }

/**
 * One conditional update. @returns the new item, or the present one when the condition did not hold. Attributes named
 * `#state` and `#window` are reserved words of DynamoDB; every update notes when it was made.
 */
export async function updateItem(
  { dynamo, table }: HealthTable,
  pk: string,
  now: number,
  { set, rest = '', ConditionExpression, ExpressionAttributeValues }: Update,
): Promise<Updated> {
  const UpdateExpression = `SET expires_at = :expires_at, touched_at = :touched_at${set && `, ${set}`} ${rest}`.trim()
  const used = `${UpdateExpression} ${ConditionExpression ?? ''}`
  const names = ['state', 'window'].filter((name) => used.includes(`#${name}`))
  try {
    const { Attributes = {} } = await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: pk } },
        UpdateExpression,
        ConditionExpression,
        ...(names.length > 0 && {
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        }),
        ExpressionAttributeValues: {
          ...ExpressionAttributeValues,
          ':expires_at': n(Math.ceil(now / 1000) + TTL_SECONDS),
          ':touched_at': n(now),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
    return { done: true, item: Attributes }
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') {
      return { done: false, item: (error as ConditionalCheckFailedException).Item ?? {} }
    }
    throw error
  }
}

export const n = (value: number): AttributeValue => ({ N: String(value) })
export const s = (value: string): AttributeValue => ({ S: value })
export const numberOf = (item: Item, name: string): number => Number(item[name]?.N ?? 0)
