import { expect, it } from 'vitest'
import { finalFailureOf } from '../../../../lambdas/runtime/dead-letter/final-failure.ts'
import { defaultParking } from '../../../../lambdas/runtime/declarations/parking.ts'
import { MemoryParking } from '../../../../lambdas/runtime/parking/memory-parking.ts'
import type { ParkedEvent, ReleaseLease } from '../../../../lambdas/runtime/parking/parking.ts'

const eventAt = (position: number): ParkedEvent => ({
  group: 'ord_1',
  position,
  id: `evt_${position}`,
  type: 'order.created',
  body: '{}',
  sentAt: 0,
})
const deathBy = (message: string) => {
  const delivery = { messageId: 'm', receiptHandle: 'r', body: '{}', receiveCount: 1, sentAt: 0, groupId: 'ord_1' }
  return finalFailureOf('ledger', delivery, undefined, {
    error: new Error(message),
    attempts: 1,
    firstFailedAt: 0,
    lastFailedAt: 0,
  })
}

it('an earlier event that dies while a later one is released is the head, with its own cause', async () => {
  const parking = new MemoryParking({ now: () => 0 }, defaultParking)
  await parking.hold(eventAt(2), deathBy('two'), false)
  const lease = (await parking.takeLease('ord_1', 1000)) as ReleaseLease
  const released = (await lease.next())!
  await parking.hold(eventAt(1), deathBy('one'), false)
  await lease.fail(released, deathBy('two again'))
  const [held] = parking.held
  expect([held?.events.map(({ position }) => position), held?.finalFailure?.letter.errorMessage]).toEqual([
    [1, 2],
    'one',
  ])
})
