import { type AttributeValue, type DynamoDBClient, type Put, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { ItemReader } from '../runtime/aws/item-reader.ts'

/** An account as the lookup knows it; its balance stands in its stream. */
export interface KnownAccount {
  readonly accountId: string
  readonly currency: string
}

/** Finds the accounts of a customer: an order names the customer, not the account. */
export interface CustomerAccounts {
  /** The customer's one account in that currency; strongly consistent. */
  find(customerId: string, currency: string, signal?: AbortSignal): Promise<KnownAccount | undefined>
  /** Whether the customer has any account; strongly consistent. */
  hasAny(customerId: string, signal?: AbortSignal): Promise<boolean>
}

export interface CustomerAccountsOptions {
  readonly dynamo: DynamoDBClient
  readonly items: ItemReader
  readonly table: string
}

const ACCOUNT = 'account#'

const partition = (customerId: string): AttributeValue => ({ S: `customer#${customerId}` })
const keyOf = (customerId: string, currency: string) => ({
  pk: partition(customerId),
  sk: { S: `${ACCOUNT}${currency}` },
})

export const createCustomerAccounts = ({ dynamo, items, table }: CustomerAccountsOptions): CustomerAccounts => ({
  find: async (customerId, currency, signal) => {
    const item = await items.get({ table, key: keyOf(customerId, currency) }, signal)
    return item && toKnownAccount(item)
  },
  hasAny: async (customerId, abortSignal) => {
    const { Count = 0 } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :customer AND begins_with(sk, :account)',
        ExpressionAttributeValues: { ':customer': partition(customerId), ':account': { S: ACCOUNT } },
        Limit: 1,
      }),
      abortSignal ? { abortSignal } : {},
    )
    return Count > 0
  },
})

/** Refused if the customer has an account in that currency: committed in one transaction with `account.opened`. */
export const putCustomerAccount = (table: string, customerId: string, { accountId, currency }: KnownAccount): Put => ({
  TableName: table,
  Item: {
    ...keyOf(customerId, currency),
    account_id: { S: accountId },
    currency: { S: currency },
  },
  ConditionExpression: 'attribute_not_exists(pk)',
})

export const toKnownAccount = (item: Record<string, AttributeValue>): KnownAccount => ({
  accountId: item.account_id?.S ?? '',
  currency: item.currency?.S ?? '',
})
