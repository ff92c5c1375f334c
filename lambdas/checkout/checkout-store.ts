import type { Put } from '@aws-sdk/client-dynamodb'
import type { Item } from '../runtime/aws/item.ts'
import type { ItemReader } from '../runtime/aws/item-reader.ts'
import { type CheckoutState, initialState, isComplete } from './state-machine.ts'

export interface StoredCheckout {
  readonly state: CheckoutState
  /** Counts the changes; 0 if there is no item yet. */
  readonly version: number
  /** Set if it was assumed in place of being read. What replaces it is refused if anything else is stored. */
  readonly isAssumed?: true
}

/** The state of nearly every checkout when its order is confirmed: it has heard two answers, and asked for the confirmation at the second. */
export const assumedAtConfirmation: StoredCheckout = {
  state: { phase: 'confirming', payment: 'processed', stock: 'reserved' },
  version: 2,
  isAssumed: true,
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
  replace: (orderId, loaded, state, nowMs) => ({
    TableName: table,
    Item: {
      ...keyOf(orderId),
      ...toAttributes({ state, version: loaded.version + 1 }),
      ...(isComplete(state) && { expires_at: { N: String(Math.ceil(nowMs / 1000) + KEPT_DAYS * 86_400) } }),
    },
    ...conditionOf(loaded),
  }),
})

const toAttributes = ({ state, version }: StoredCheckout) => ({
  phase: { S: state.phase },
  payment: { S: state.payment },
  stock: { S: state.stock },
  version: { N: String(version) },
})

function conditionOf(loaded: StoredCheckout): Pick<Put, 'ConditionExpression' | 'ExpressionAttributeValues'> {
  if (loaded.version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' }
  const { version, ...regions } = toAttributes(loaded)
  // The version stands for a state that was read. One that was assumed has to be compared itself.
  const compared = loaded.isAssumed ? { version, ...regions } : { version }
  const names = Object.keys(compared)
  return {
    ConditionExpression: names.map((name) => `${name} = :${name}`).join(' AND '),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(compared).map(([name, value]) => [`:${name}`, value] as const),
    ),
  }
}

const fromItem = (item: Item): StoredCheckout => ({
  state: { phase: item.phase?.S, payment: item.payment?.S, stock: item.stock?.S } as CheckoutState,
  version: Number(item.version?.N),
})
