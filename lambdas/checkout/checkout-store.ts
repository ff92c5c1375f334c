import type { Put } from '@aws-sdk/client-dynamodb'
import type { Item } from '../runtime/aws/item.ts'
import type { ItemReader } from '../runtime/aws/item-reader.ts'
import { type CheckoutState, initialState, isComplete } from './state-machine.ts'

export interface StoredCheckout {
  readonly state: CheckoutState
  /** Counts the changes; 0 if there is no item yet. */
  readonly version: number
}

export interface CheckoutStore {
  /** Strongly consistent. */
  load(orderId: string, signal?: AbortSignal): Promise<StoredCheckout>
  /** The write that replaces what was loaded; refused if someone else was first. */
  replace(orderId: string, loaded: StoredCheckout, state: CheckoutState, nowMs: number): Put
}

/** A complete checkout is kept for questions and replays, then forgotten: the streams hold what has happened. */
const KEPT_DAYS = 90

const keyOf = (orderId: string) => ({ pk: { S: `order#${orderId}` }, sk: { S: 'checkout' } })

export const createCheckoutStore = (items: ItemReader, table: string): CheckoutStore => ({
  load: async (orderId, signal) => {
    const item = await items.get({ table, key: keyOf(orderId) }, signal)
    return item ? fromItem(item) : { state: initialState, version: 0 }
  },
  replace: (orderId, { version }, state, nowMs) => ({
    TableName: table,
    Item: {
      ...keyOf(orderId),
      phase: { S: state.phase },
      payment: { S: state.payment },
      stock: { S: state.stock },
      version: { N: String(version + 1) },
      ...(isComplete(state) && { expires_at: { N: String(Math.ceil(nowMs / 1000) + KEPT_DAYS * 86_400) } }),
    },
    ...(version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: 'version = :loaded',
          ExpressionAttributeValues: { ':loaded': { N: String(version) } },
        }),
  }),
})

const fromItem = (item: Item): StoredCheckout => ({
  state: { phase: item.phase?.S, payment: item.payment?.S, stock: item.stock?.S } as CheckoutState,
  version: Number(item.version?.N),
})
