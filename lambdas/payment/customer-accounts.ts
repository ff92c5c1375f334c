import { type AttributeValue, type DynamoDBClient, type Put, QueryCommand } from '@aws-sdk/client-dynamodb'

/** An account as the lookup knows it; its balance stands in its stream. */
export interface KnownAccount {
  readonly accountId: string
  readonly currency: string
}

/** Finds the accounts of a customer: an order names the customer, not the account. */
export interface CustomerAccounts {
  /** Strongly consistent; one per currency at most. */
  of(customerId: string): Promise<readonly KnownAccount[]>
}

const partition = (customerId: string): AttributeValue => ({ S: `customer#${customerId}` })

export const createCustomerAccounts = (client: DynamoDBClient, table: string): CustomerAccounts => ({
  of: async (customerId) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :customer AND begins_with(sk, :account)',
        ExpressionAttributeValues: { ':customer': partition(customerId), ':account': { S: 'account#' } },
      }),
    )
    return Items.map(toKnownAccount)
  },
})

/** Refused if the customer has an account in that currency: committed in one transaction with `account.opened`. */
export const putCustomerAccount = (table: string, customerId: string, { accountId, currency }: KnownAccount): Put => ({
  TableName: table,
  Item: {
    pk: partition(customerId),
    sk: { S: `account#${currency}` },
    account_id: { S: accountId },
    currency: { S: currency },
  },
  ConditionExpression: 'attribute_not_exists(pk)',
})

export const toKnownAccount = (item: Record<string, AttributeValue>): KnownAccount => ({
  accountId: item.account_id?.S ?? '',
  currency: item.currency?.S ?? '',
})
