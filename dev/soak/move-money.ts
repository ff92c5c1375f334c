import type { ApiClient } from '../api-client.ts'
import { type Post, postOnce } from './posts.ts'
import type { Random } from './random.ts'
import { CURRENCY, type Shop } from './shop.ts'

/** Shares of the orders beside which somebody, without an Idempotency-Key, pays money in or moves it to another account. */
const PAID_IN = 0.15
const MOVED = 0.1

const CENTS = 100

export async function moveMoney(
  careless: ApiClient,
  { shop, posts, name, random }: { shop: Shop; posts: Post[]; name: string; random: Random },
): Promise<void> {
  const doing = random()
  const index = Math.floor(random() * shop.accounts.length)
  const account = shop.accounts[index]
  const other = shop.accounts[(index + 1) % shop.accounts.length]
  if (!account || !other) return
  const amount = CENTS / 100
  if (doing < PAID_IN) {
    await postOnce(careless, posts, {
      path: `/accounts/${account.id}/deposits`,
      body: { amount, currency: CURRENCY },
      correlationId: `${name}-deposit`,
      eventType: 'money.deposited',
      paidIn: CENTS,
    })
  } else if (doing < PAID_IN + MOVED) {
    await postOnce(careless, posts, {
      path: `/accounts/${account.id}/transfers`,
      body: { to_account_id: other.id, amount, currency: CURRENCY },
      correlationId: `${name}-transfer`,
      eventType: 'transfer.completed',
    })
  }
}
