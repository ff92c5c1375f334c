import { describe, expect, it } from 'vitest'
import { dlqUrlOf, queueUrlOf } from './kit/aws.ts'
import { drilled } from './kit/drill.ts'
import { fromEventBridge, orderCreatedEvent } from './kit/events.ts'
import { depth, send } from './kit/messages.ts'
import { ops } from './kit/ops.ts'
import { get, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

interface Listed {
  readonly issues: readonly {
    readonly consumer: string
    readonly fingerprint: string
    readonly errorType: string
    readonly dead: number
    readonly closed: number
  }[]
}

const json = async <Value>(...args: string[]): Promise<Value> => JSON.parse(await ops(...args, '--json')) as Value

describe('dead letters (O3, O4, O8)', () => {
  it('of three causes and two consumers are found, grouped, understood, edited, retried by canary and resolved', async () => {
    const from = ['--from', new Date().toISOString()]
    const [dead, deadInventory] = [await dlqUrlOf('notification'), await dlqUrlOf('inventory')]
    const before = [await depth(dead), await depth(deadInventory)]
    const shop = await openShop({ funds: 10_000, stock: 1_000 })

    // A deployment's bug refuses both mails of four orders: too few of a type to be held as a failure of everything, even run twice.
    const { orders, wrong, listed } = await drilled('notification', '1:permanent', async () => {
      const placed = await Promise.all(Array.from({ length: 4 }, () => placeOrder(shop, 1)))
      await Promise.all(placed.map(({ order_id }) => orderEnds(order_id)))
      // Events that are wrong themselves, and messages that are none.
      const invalid = orderCreatedEvent({}, { customer_id: shop.customerId, items: [] })
      for (const event of [invalid, ...Array.from({ length: 4 }, () => orderCreatedEvent({}, { items: [] }))]) {
        await send(await queueUrlOf('inventory'), fromEventBridge(event))
      }
      for (let count = 0; count < 37; count++) {
        await send(await queueUrlOf('inventory'), `no message ${from[1]} ${count}`)
      }
      const all = await until('fifty dead letters of both consumers', async () => {
        const { issues } = await json<Listed>('dead-letters', 'list', ...from)
        if (issues.reduce((sum, issue) => sum + issue.dead, 0) === 8 + 5 + 37) return issues
        throw new Error(JSON.stringify(issues))
      })
      return { orders: placed, wrong: invalid, listed: all }
    })
    const drill = listed.find(({ consumer }) => consumer === 'notification')
    expect(listed.map(({ consumer, dead: waiting }) => [consumer, waiting]).sort()).toEqual([
      ['inventory', 37],
      ['inventory', 5],
      ['notification', 8],
    ])
    const invalid = listed.find(({ errorType }) => errorType.includes('DATA_INVALID'))!
    const shown = await ops('dead-letters', 'show', invalid.fingerprint, '--consumer', 'inventory')
    expect(shown).toMatch(new RegExp(`${wrong.event_id} .* never ran: a retry runs it`))

    // What is wrong itself is edited; what is no message is closed. One mend, then one retry by canary for the rest.
    const id = wrong.event_id
    const items = '/items=[{"product_id":"prod_1","quantity":1,"price":1}]'
    const edited = await ops('dead-letters', 'edit', id, '--set', items, '--reason', 'lost its lines', '--yes')
    expect(edited).toContain('+ /items/0 {"product_id":"prod_1","quantity":1,"price":1}\n')
    expect(edited).toContain(' is done\n1 of 1: 1 processed.\n')
    await ops('dead-letters', 'archive', '--consumer', 'inventory', ...from, '--reason', 'made up', '--yes')
    const retry = ['--consumer', 'notification', '--fingerprint', drill!.fingerprint, ...from, '--rate', '500']
    expect(await ops('dead-letters', 'retry', ...retry, '--dry-run')).toContain(`${drill!.dead} letters`)
    expect(await ops('dead-letters', 'retry', ...retry, '--reason', 'drill is over', '--yes')).toContain(
      `is done\n${drill!.dead} of ${drill!.dead}: ${drill!.dead} processed.\n`,
    )

    const mailed = async (order: string) =>
      (await get<{ notifications?: unknown[] }>(`/orders/${order}/summary`)).notifications?.length ?? 0
    const { issues } = await json<Listed>('dead-letters', 'list', '--state', 'all', ...from)
    // The made-up order goes on, and what follows from it concerns others.
    const ours = issues.filter(({ consumer }) => consumer === 'notification' || consumer === 'inventory')
    expect(ours.map(({ dead: waiting }) => waiting)).toEqual(ours.map(() => 0))
    for (const { order_id } of orders) {
      await until(`both mails of ${order_id}`, async () => (await mailed(order_id)) === 2)
    }
    expect([await depth(dead), await depth(deadInventory)], 'no copy keeps an alarm going').toEqual(before)
    expect(await ops('verify', 'order-view')).toMatch(/equal/)
    const operations = await json<{ status: string; total: number }[]>('operations', 'list')
    expect(operations.slice(0, 2)).toMatchObject([
      { status: 'done', total: drill!.dead },
      { status: 'done', total: 1 },
    ])
    const audit = await json<{ action: string; reason?: string }[]>('audit', 'list')
    expect(audit).toContainEqual(expect.objectContaining({ action: 'dead-letters edit', reason: 'lost its lines' }))
  })
})
