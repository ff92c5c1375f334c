import { type DynamoDBClient, GetItemCommand, type Put } from '@aws-sdk/client-dynamodb'

/** The identity of a waiting request, e.g. correlation id and order id: a caller may use one correlation id for many requests. */
export interface ReplyAddress {
  readonly correlationId: string
  readonly subject: string
}

/** Longer than anyone waits; nobody reads a reply later. */
const TTL_SECONDS = 3600

const keyOf = ({ correlationId, subject }: ReplyAddress) => ({
  pk: { S: `reply#${correlationId}#${subject}` },
  sk: { S: 'reply' },
})

/** The write that keeps a reply; the first one stays. Stage it as `superseded`. @param now epoch milliseconds. */
export const putReply = (table: string, address: ReplyAddress, reply: unknown, now: number): Put => ({
  TableName: table,
  Item: {
    ...keyOf(address),
    reply: { S: JSON.stringify(reply) },
    expires_at: { N: String(Math.ceil(now / 1000) + TTL_SECONDS) },
  },
  ConditionExpression: 'attribute_not_exists(pk)',
})

/** Looks once for the reply. Strongly consistent. */
export async function findReply(client: DynamoDBClient, table: string, address: ReplyAddress): Promise<unknown> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: keyOf(address), ConsistentRead: true }),
  )
  return Item?.reply?.S === undefined ? undefined : (JSON.parse(Item.reply.S) as unknown)
}
