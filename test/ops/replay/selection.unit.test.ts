import { beforeEach, describe, expect, it } from 'vitest'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { consumerNames, effectOf, findConsumer, typesFor } from '../../../ops/replay/find-consumer.ts'
import { type ReplayOptions, selectionOf } from '../../../ops/replay/options.ts'
import { type EventSource, selectEvents } from '../../../ops/replay/selection.ts'
import { orderPaths, paymentPaths, stockPaths, wholeHistory } from '../../lambdas/order-view/histories.ts'

const events = wholeHistory(orderPaths[3]!, paymentPaths[1]!, stockPaths[1]!, ['order_created'])
const clock = { now: () => Date.parse('2026-05-01T00:00:00.000Z') }
const optionsOf = (options: Partial<ReplayOptions>): ReplayOptions => ({
  consumer: 'order-view',
  type: [],
  rate: 50,
  ...options,
})

let source: EventSource
beforeEach(async () => {
  const storage = createMemoryEventStorage()
  await storage.append(events)
  source = { storage, eventStore: createEventStore(storage) }
})

async function select(options: Partial<ReplayOptions>, types?: readonly string[], after?: string) {
  const found: string[] = []
  for await (const { event } of selectEvents(source, selectionOf(optionsOf(options), types, clock), after)) {
    found.push(`${event.event_type} ${event.sequence}`)
  }
  return found
}

describe('what a replay selects', () => {
  it('begins at a time and ends before another', async () => {
    expect(await select({ from: '2026-04-28T10:30:01Z', to: '2026-04-28T10:30:03Z' }, ['order.confirmed'])).toEqual([
      'order.confirmed 2',
    ])
    expect(await select({ from: '2026-04-28' })).toHaveLength(events.length)
    expect(await select({ from: '2026-04-29' })).toEqual([])
  })

  it('is one stream from a sequence on', async () => {
    expect(await select({ aggregate: 'order/ord_1', fromSequence: 3 })).toEqual([
      'order.status_updated 3',
      'order.status_updated 4',
    ])
    const [first] = events
    expect(await select({ aggregate: 'order/ord_1' }, undefined, first!.event_id)).toHaveLength(3)
  })

  it.each([
    [{}, 'Say from where'],
    [{ from: 'yesterday' }, '--from is "yesterday"'],
    [{ from: '2026-04-28', to: '28.4.2026' }, '--to is "28.4.2026"'],
    [{ from: '2026-04-28', fromSequence: 2 }, 'needs --aggregate'],
    [{ aggregate: 'ord_1' }, '--aggregate is "ord_1"'],
  ])('%j is refused: %s', (options, message) => {
    expect(() => selectionOf(optionsOf(options), undefined, clock)).toThrow(message)
  })
})

describe('a consumer', () => {
  it('gets only what it subscribes to', () => {
    const notification = findConsumer('notification')
    expect(typesFor(notification, [])).toEqual(['order.created', 'order.confirmed', 'order.cancelled'])
    expect(typesFor(notification, ['order.created'])).toEqual(['order.created'])
    expect(() => typesFor(notification, ['payment.failed'])).toThrow(
      'notification does not subscribe to payment.failed',
    )
    expect(typesFor(findConsumer('audit'), [])).toBeUndefined()
  })

  it('is one of events: a command is not repeated', () => {
    expect(consumerNames()).not.toContain('payment-commands')
    expect(() => findConsumer('payment-commands')).toThrow('There is no consumer of events "payment-commands"')
  })

  it('without deduplication is replayed to only when asked for', () => {
    const analytics = findConsumer('analytics')
    expect(() => effectOf(analytics, false)).toThrow('If so, add --again')
    expect(effectOf(analytics, true)).toContain('takes effect again')
    expect(effectOf(findConsumer('payment'), false)).toContain('skips what it has processed')
  })
})
