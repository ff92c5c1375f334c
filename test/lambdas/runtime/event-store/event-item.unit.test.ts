import { expect, it } from 'vitest'
import { toEventItem } from '../../../../lambdas/runtime/event-store/event-item.ts'
import { fromEventItem } from '../../../../lambdas/runtime/event-store/read-event-item.ts'
import { counterEvent } from './counter.ts'

it('an event that was cut in half is named, with its item, by whoever reads it', () => {
  const event = counterEvent('c1', 7)
  const item = toEventItem(event)
  const half = { ...item, event: { S: item.event?.S?.slice(0, 40) ?? '' } }
  expect(() => fromEventItem(half)).toThrow(
    `The event ${event.event_id} (counter.raised) in the item counter#c1 7 of the event table is damaged: `,
  )
  expect(() => fromEventItem({ ...item, event: { BOOL: true } })).toThrow('The item counter#c1 7 of the event table')
})
