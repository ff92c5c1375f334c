import { describe, expect, it } from 'vitest'
import { dlqUrlOf, queueUrlOf } from './kit/aws.ts'
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

    // A deployment's bug: about half of the mails are refused, of two for each order. (All of them would be held, not buried.)
    await ops('drill', 'start', 'notification', '--fail', '0.5:permanent', '--yes')
    const orders = await Promise.all(Array.from({ length: 20 }, () => placeOrder(shop, 1)))
    await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
    // Events that are wrong themselves, and messages that are none.
    const wrong = orderCreatedEvent({}, { customer_id: shop.customerId, items: [] })
    for (const event of [wrong, ...Array.from({ length: 4 }, () => orderCreatedEvent({}, { items: [] }))]) {
      await send(await queueUrlOf('inventory'), fromEventBridge(event))
    }
    for (let count = 0; count < 5; count++) await send(await queueUrlOf('inventory'), `no message ${from[1]} ${count}`)

    const mailed = async (order: string) =>
      (await get<{ notifications?: unknown[] }>(`/orders/${order}/summary`)).notifications?.length ?? 0
    const listed = await until('every mail to be sent or dead, and what was sent by hand to be dead', async () => {
      const { issues } = await json<Listed>('dead-letters', 'list', ...from)
      const mails = await Promise.all(orders.map(({ order_id }) => mailed(order_id)))
      const sent = mails.reduce((sum, count) => sum + count, 0)
      const all = issues.reduce((sum, issue) => sum + issue.dead, sent)
      if (all === 40 + 10) return issues
      throw new Error(`${sent} sent, ${JSON.stringify(issues)}`)
    })
    const [drill] = listed.filter(({ consumer }) => consumer === 'notification')
    expect(listed.map(({ consumer, dead: waiting }) => [consumer, waiting])).toEqual(
      expect.arrayContaining([
        ['notification', drill!.dead],
        ['inventory', 5],
        ['inventory', 5],
      ]),
    )
    const invalid = listed.find(({ errorType }) => errorType.includes('DATA_INVALID'))!
    expect(await ops('dead-letters', 'show', invalid.fingerprint, '--consumer', 'inventory')).toMatch(/5\s+never ran/)

    // What is wrong itself is edited; what is no message is closed. One mend, then one retry by canary for the rest.
    const id = wrong.event_id
    const items = '/items=[{"product_id":"prod_1","quantity":1,"price":1}]'
    const edited = await ops('dead-letters', 'edit', id, '--set', items, '--reason', 'lost its lines', '--yes')
    expect(edited).toContain('+ /items/0 {"product_id":"prod_1","quantity":1,"price":1}\n')
    expect(edited).toContain(' is done\n1 of 1: 1 processed.\n')
    await ops('dead-letters', 'archive', '--consumer', 'inventory', ...from, '--reason', 'made up', '--yes')
    await ops('drill', 'end', 'notification')
    const retry = ['--consumer', 'notification', '--fingerprint', drill!.fingerprint, ...from, '--rate', '500']
    expect(await ops('dead-letters', 'retry', ...retry, '--dry-run')).toContain(`${drill!.dead} letters`)
    expect(await ops('dead-letters', 'retry', ...retry, '--reason', 'drill is over', '--yes')).toContain(
      `is done\n${drill!.dead} of ${drill!.dead}: ${drill!.dead} processed.\n`,
    )

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
