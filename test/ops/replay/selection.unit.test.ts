import { beforeEach, describe, expect, it } from 'vitest'
import { createEventStore } from '../../../lambdas/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { dryRun, dryRunText, leftOutText } from '../../../ops/replay/dry-run.ts'
import { consumerNames, effectOf, findConsumer, typesFor } from '../../../ops/replay/find-consumer.ts'
import { type ReplayOptions, selectionOf } from '../../../ops/replay/options.ts'
import { type StoredEvents, selectEvents } from '../../../ops/replay/selection.ts'
import { orderPaths, paymentPaths, stockPaths, wholeHistory } from '../../lambdas/order-view/histories.ts'

const events = wholeHistory(orderPaths[3]!, paymentPaths[1]!, stockPaths[1]!, ['order_created'])
const clock = { now: () => Date.parse('2026-05-01T00:00:00.000Z') }
const from = '2026-04-28T00:00:00Z'
const optionsOf = (options: Partial<ReplayOptions>): ReplayOptions => ({
  consumer: 'order-view',
  type: [],
  rate: 50,
  ...options,
})

let source: StoredEvents
beforeEach(async () => {
  const storage = createMemoryEventStorage()
  await storage.append(events)
  source = { storage, eventStore: createEventStore(storage) }
})

async function select(options: Partial<ReplayOptions>, types?: readonly string[], after?: string) {
  const found: string[] = []
  for await (const { event } of selectEvents(source, selectionOf(optionsOf(options), types, clock).selection, after)) {
    found.push(`${event.event_type} ${event.sequence}`)
  }
  return found
}

describe('what a replay selects', () => {
  it('begins at a time and ends before another', async () => {
    expect(await select({ from: '2026-04-28T10:30:01Z', to: '2026-04-28T10:30:03Z' }, ['order.confirmed'])).toEqual([
      'order.confirmed 2',
    ])
    expect(await select({ from: '2026-04-28T00:00:00Z' })).toHaveLength(events.length)
    expect(await select({ from: '2026-04-29T00:00:00Z' })).toEqual([])
  })

  it('leaves out what is parked where it would take effect a second time, in the plan as well', async () => {
    const options = { aggregate: 'order/ord_1' }
    const [head, tail] = events.filter(({ aggregate_id }) => aggregate_id === 'ord_1').slice(2)
    const parked = new Set([head!.event_id, tail!.event_id])
    source = { ...source, leftOut: parked }
    expect(await select(options)).toEqual(['order.created 1', 'order.confirmed 2'])

    const planned = async (again: boolean) => {
      const { storage, eventStore } = source
      const consumer = findConsumer('order-view')
      const selected = { selection: selectionOf(optionsOf(options), undefined, clock).selection }
      const plan = await dryRun({} as never, consumer, { storage, eventStore, parked }, selected, again)
      return dryRunText(consumer, plan, again)
    }
    expect(await planned(true)).toMatch(
      /would send 2 events(.|\n)* 2 {2}parked: left out, they take effect once released/,
    )
    expect(await planned(false)).toMatch(/would send 4 events(.|\n)* 2 {2}parked: stay so, the copies change nothing/)
    expect(leftOutText(2)).toContain('The 2 events that are parked for it are left out')
    expect(leftOutText(0)).toBe('')
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
    [{ from, to: '28.4.2026' }, '--to is "28.4.2026"'],
    [{ from, fromSequence: 2 }, 'needs --aggregate'],
    [{ aggregate: 'ord_1' }, '--aggregate is "ord_1"'],
    [{ aggregate: 'order/ord_1 ' }, '--aggregate is "order/ord_1 "'],
    [{ from: '2026-04-28' }, 'it says no zone'],
    [{ from: '2026-04-28T10:30:00' }, 'it says no zone'],
    [{ from: '2026-02-30T00:00:00Z' }, 'there is no such time'],
    [{ from: '2026-04-28T12:00:00Z', to: '2026-04-28T00:00:00Z' }, 'there is nothing in between'],
    [{ from: '2026-05-01T00:00:00.001Z' }, 'there is nothing in between'],
    [{ from: '2026-05-02T00:00:00Z', to: '2026-05-03T00:00:00Z' }, 'is still to come'],
    [{ from: '1970-01-01T00:00:00Z' }, '20574 days, and each costs 16 queries'],
    [{ from, after: 'aaa' }, '--after is "aaa"'],
    [{ from, after: '' }, '--after is ""'],
    [{ from, after: 'evt_019dd3a4-0000-4000-8000-000000000000' }, '--after is "evt_'],
    [{ from, after: 'evt_01900000-0000-7000-8000-000000000000' }, 'is of 2024-06-10'],
    [{ from, after: 'evt_ffffffff-ffff-7000-8000-000000000000' }, 'which is not from'],
    [{ from, replayId: 'a b#c' }, '--replay-id is "a b#c"'],
    [{ from, replayId: 'x'.repeat(65) }, 'allowed are 1 to 64'],
    [{ from, replayId: '' }, '--replay-id is ""'],
    [{ from, checkpoint: '' }, '--checkpoint is empty'],
  ])('%j is refused: %s', (options, message) => {
    expect(() => selectionOf(optionsOf(options), undefined, clock)).toThrow(message)
  })

  it('ends now, even if a later end is asked for: that is not an end to hold an interrupted replay to', () => {
    const asked = selectionOf(optionsOf({ from, to: '9999-12-31T00:00:00Z' }), undefined, clock)
    expect(asked).toMatchObject({ selection: { to: '2026-05-01T00:00:00.000Z' }, isEndGiven: false })
    const given = selectionOf(optionsOf({ from, to: '2026-04-30T00:00:00Z' }), undefined, clock)
    expect(given).toMatchObject({ selection: { to: '2026-04-30T00:00:00.000Z' }, isEndGiven: true })
  })

  it('is refused for a stream without events, or a place in another stream', async () => {
    const stranger = 'evt_019dd3a4-0000-7000-8000-0000000000ff'
    await expect(select({ aggregate: 'order/ord_lost' })).rejects.toThrow('There is no event of order/ord_lost.')
    await expect(select({ aggregate: 'order/ord_1', fromSequence: 99 })).rejects.toThrow('from sequence 99 on')
    await expect(select({ aggregate: 'order/ord_1' }, undefined, stranger)).rejects.toThrow(
      `--after ${stranger} is not an event of order/ord_1.`,
    )
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
    expect(() => typesFor(findConsumer('audit'), ['order.creatd'])).toThrow('There is no event type "order.creatd"')
  })

  it('is one of events: a command is not repeated', () => {
    expect(consumerNames()).not.toContain('payment-commands')
    expect(() => findConsumer('payment-commands')).toThrow('There is no consumer of events "payment-commands"')
  })

  it('without deduplication is replayed to only when asked for', () => {
    const analytics = findConsumer('analytics')
    expect(() => effectOf(analytics, false)).toThrow('If that is wanted, add --again')
    expect(effectOf(analytics, true)).toContain('takes effect again')
    expect(effectOf(findConsumer('payment'), false)).toContain('skips what it has processed')
  })
})
