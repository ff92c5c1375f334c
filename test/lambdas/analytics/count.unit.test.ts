import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { catalog } from '../../../events/catalog.ts'
import { orderCreated } from '../../../events/order.ts'
import { productPriced } from '../../../events/product.ts'
import { analyticsConsumer } from '../../../lambdas/analytics/consumer.ts'
import { countEvent } from '../../../lambdas/analytics/count.ts'
import { readCounters } from '../../../lambdas/analytics/read-counters.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { testTables } from '../../support/dynamodb.ts'
import { eventOf } from '../../support/messages.ts'
import { type ServiceKit, startServiceKit } from '../../support/service-kit.ts'

let kit: ServiceKit
beforeAll(async () => {
  kit = await startServiceKit()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => kit.close())

/** @param picks what chance gives, one after the other and over again. */
function countingConsumer(...picks: number[]) {
  let pick = 0
  const count = countEvent(kit.dynamo.client, testTables.state, () => picks[pick++ % picks.length]!)
  return consumerHandler(analyticsConsumer, kit.consumerEnvironment, count, { catalog })
}

const counters = async (day: string) => Object.fromEntries(await readCounters(kit.dynamo.client, testTables.state, day))

const ordered = (day: string, total = 0.1) => eventOf(orderCreated, { total }, { timestamp: `${day}T10:30:00.000Z` })
const priced = (day: string) => eventOf(productPriced, {}, { timestamp: `${day}T10:30:00.000Z` })

describe('analytics', () => {
  it('counts events and sums totals by day, from many batches at once, over all shards', async () => {
    const counting = countingConsumer(0, 0.5, 0.999)
    const batches = Array.from({ length: 10 }, () => [
      ordered('2026-04-28'),
      ordered('2026-04-28'),
      priced('2026-04-28'),
    ])
    for (const batch of batches) await kit.deliver(counting, batch)
    await Promise.all([...batches, [ordered('2026-04-29')]].map((batch) => kit.deliver(counting, batch)))
    expect(await counters('2026-04-28')).toEqual({
      'events:order.created': 40n,
      'events:product.priced': 20n,
      'amounts:order.created:USD': 40n,
      'minor_units:order.created:USD': 400n,
    })
    expect(await counters('2026-04-29')).toMatchObject({ 'events:order.created': 1n })
  })

  it('writes once per batch and day', async () => {
    const counting = countingConsumer(0)
    const send = vi.spyOn(kit.dynamo.client, 'send')
    await kit.deliver(counting, [
      ...Array.from({ length: 8 }, () => ordered('2026-05-01')),
      priced('2026-05-01'),
      ordered('2026-05-02'),
    ])
    const updates = send.mock.calls.map(([command]) => command).filter((one) => one instanceof UpdateItemCommand)
    expect(updates).toHaveLength(2)
    expect(await counters('2026-05-01')).toMatchObject({ 'events:order.created': 8n, 'events:product.priced': 1n })
  })

  it('loses the whole batch, and nothing else, with a write that fails: nothing comes back', async () => {
    const counting = countingConsumer(0)
    // The first batch of an instance also asks whether its consumer is paused.
    await kit.deliver(counting, [ordered('2026-05-02')])
    vi.spyOn(kit.dynamo.client, 'send').mockRejectedValueOnce(new Error('throttled') as never)
    kit.outcomes.length = 0
    expect(await kit.deliver(counting, [ordered('2026-05-03'), priced('2026-05-03')])).toBe(0)
    expect(kit.outcomes.map(({ kind }) => kind)).toEqual(['dropped', 'dropped'])
    await kit.deliver(counting, [ordered('2026-05-03')])
    expect(await counters('2026-05-03')).toMatchObject({ 'events:order.created': 1n })
  })
})
