import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consumers } from './support/synthesized.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8')

/** What an order that is confirmed leads to; two e-mails are sent. */
const eventsOfAnOrder = [
  'order.created',
  'money.withdrawn',
  'payment.processed',
  'inventory.reserved',
  'order.confirmed',
  'notification.sent',
  'notification.sent',
]

const deliveries = eventsOfAnOrder.flatMap((type) =>
  consumers.filter(
    ({ subscribesTo, ordering, accepts }) =>
      accepts.length === 0 &&
      ordering === 'none' &&
      (subscribesTo === '*' || subscribesTo.some((event) => event.type === type)),
  ),
)

const number = (text = '') => Number(text.replace(/\D/g, ''))

describe('orders a second in docs/deploy.md', () => {
  const rows = [...page.matchAll(/^\|[^|]+\| ([\d,]+) \| ([\d,]+) \| (\d+) \|$/gm)]

  it('are what the quotas of EventBridge leave, the lower one of both', () => {
    expect(rows).toHaveLength(4)
    for (const [, puts, delivered, orders] of rows) {
      const least = Math.min(number(puts) / eventsOfAnOrder.length, number(delivered) / deliveries.length)
      expect(number(orders)).toBe(Math.floor(least))
    }
  })

  it('rest on as many events and deliveries as an order has', () => {
    expect(page).toContain(`makes ${eventsOfAnOrder.length} events, and ${deliveries.length} deliveries`)
  })
})
