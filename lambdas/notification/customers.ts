import { type DynamoDBClient, GetItemCommand, type Put } from '@aws-sdk/client-dynamodb'
import type { customerProfileUpdated, customerRegistered } from '../../events/customer.ts'
import type { EventOf } from '../../events/define-event.ts'

/** As this service knows a customer: its own copy, carried here by events. */
export interface Addressee {
  readonly name: string
  readonly email: string
}

export interface Addressees {
  /** Strongly consistent. */
  find(customerId: string): Promise<Addressee | undefined>
}

const keyOf = (customerId: string) => ({ pk: { S: `customer#${customerId}` }, sk: { S: 'profile' } })

export const createAddressees = (client: DynamoDBClient, table: string): Addressees => ({
  find: async (customerId) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(customerId), ConsistentRead: true }),
    )
    const [name, email] = [Item?.name?.S, Item?.email?.S]
    return name !== undefined && email !== undefined ? { name, email } : undefined
  },
})

/** The write that keeps a customer's state; its condition refuses what is not newer than what is there. */
export function putAddressee(
  table: string,
  { data, sequence }: EventOf<typeof customerRegistered> | EventOf<typeof customerProfileUpdated>,
): Put {
  return {
    TableName: table,
    Item: {
      ...keyOf(data.customer_id),
      name: { S: data.name },
      email: { S: data.email },
      sequence: { N: String(sequence) },
    },
    ConditionExpression: 'attribute_not_exists(pk) OR #sequence < :sequence',
    ExpressionAttributeNames: { '#sequence': 'sequence' },
    ExpressionAttributeValues: { ':sequence': { N: String(sequence) } },
  }
}
