import { expect, it } from 'vitest'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { orderCreated } from '../../../../events/order.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import type { StreamReader } from '../../../../lambdas/runtime/event-store/event-store.ts'
import { lazyEventStore } from '../../../../lambdas/runtime/event-store/lazy-event-store.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

const order = { type: 'order', events: new Map([[orderCreated.type, orderCreated]]) }

async function all(read: AsyncIterable<EventEnvelope>) {
  const events: EventEnvelope[] = []
  for await (const event of read) events.push(event)
  return events
}

async function storeOf(load: (store: StreamReader) => Promise<StreamReader>) {
  const storage = createMemoryEventStorage()
  const event = orderCreatedEvent(1)
  await storage.append([event])
  return { event, store: lazyEventStore(() => load(createEventStore(storage))) }
}

it('the event store of a consumer is loaded with its first read, once', async () => {
  let loads = 0
  const { store, event } = await storeOf(async (loaded) => {
    loads++
    return loaded
  })
  expect(loads).toBe(0)
  const [first, events] = await Promise.all([
    store.first(order, event.aggregate_id),
    all(store.read(order, event.aggregate_id)),
  ])
  expect(first).toEqual(event)
  expect(events).toEqual([event])
  expect(loads).toBe(1)
})
