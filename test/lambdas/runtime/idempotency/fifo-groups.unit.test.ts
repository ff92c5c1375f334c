import { describe, expect, it } from 'vitest'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { deliver } from '../../../support/consumer-kit.ts'

import {
  add,
  countByOrder,
  dynamo,
  events,
  type Handle,
  handlerOf,
  kinds,
  kit,
  nextNumber,
  setUpKit,
  timesOf,
} from './grouping-kit.ts'

setUpKit()

describe('FIFO groups', () => {
  it('go in order within, in parallel between, and share transactions', async () => {
    const [a1, a2, b1, b2] = events(4)
    const order: string[] = []
    const handle: Handle = async (event, context) => {
      order.push(event.event_id)
      await countByOrder(event, context)
    }
    const batch = [a1, a2, b1, b2].map((of, index) => ({ of: of!, groupId: index < 2 ? 'a' : 'b' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([])
    expect(order).toEqual([a1, b1, a2, b2].map((event) => event?.event_id))
    expect(dynamo.calls).toEqual(['TransactWriteItems', 'TransactWriteItems'])
  })

  it('handle an event only after the one before it is committed', async () => {
    const [first, second] = events(2)
    const seen: number[] = []
    const shared = `shared-${nextNumber()}`
    const handle: Handle = async (_event, { effects }) => {
      seen.push(await timesOf(shared))
      effects.update(add(shared))
    }
    await deliver(handlerOf(handle, 'aggregate'), [
      { of: first!, groupId: 'a' },
      { of: second!, groupId: 'a' },
    ])
    expect(seen).toEqual([0, 1])
  })

  it('stop at their first failure, while others go on; what waits is not handled', async () => {
    const [a1, a2, a3, b1] = events(4)
    const handled: string[] = []
    const handle: Handle = async (event, context) => {
      handled.push(event.event_id)
      if (event.event_id === a2?.event_id) throw new Error('down')
      await countByOrder(event, context)
    }
    const batch = [a1, a2, a3, b1].map((of, index) => ({ of: of!, groupId: index < 3 ? 'a' : 'b' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([a2?.event_id, a3?.event_id])
    expect(kinds()).toEqual(['processed', 'failed', 'returned', 'processed'])
    expect(handled).not.toContain(a3?.event_id)
    // Both come back together, or the group would stay blocked by the one that is still invisible.
    expect(new Set(kit.postponed.map(({ delaySeconds }) => delaySeconds)).size).toBe(1)
  })

  it('go on behind a dead letter', async () => {
    const [a1, a2] = events(2)
    const handle: Handle = (event, context) => {
      if (event.event_id === a1?.event_id) throw new PermanentError('BAD', 'never')
      return countByOrder(event, context)
    }
    const batch = [a1, a2].map((of) => ({ of: of!, groupId: 'a' }))
    expect(await deliver(handlerOf(handle, 'aggregate'), batch)).toEqual([])
    expect(kinds()).toEqual(['dead-lettered', 'processed'])
    expect(kit.deadLetters).toMatchObject([{ groupId: 'a' }])
  })
})
