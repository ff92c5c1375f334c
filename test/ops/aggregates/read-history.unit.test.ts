import { describe, expect, it } from 'vitest'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { order } from '../../../lambdas/order/order.ts'
import { readHistory } from '../../../ops/aggregates/read-history.ts'
import { orderCreatedEvent } from '../../support/events.ts'

const created = orderCreatedEvent(1)
const later = (sequence: number, event_type: string, data: object): EventEnvelope =>
  ({
    ...created,
    event_id: `evt_${sequence}`,
    event_type,
    sequence,
    timestamp: `2026-01-01T00:0${sequence}:00.000Z`,
    data: { order_id: created.aggregate_id, ...data },
  }) as EventEnvelope
const confirmed = later(2, 'order.confirmed', {})
const store = (...events: readonly EventEnvelope[]) => ({
  async *read() {
    yield* events
  },
})
const query = { type: 'order', id: created.aggregate_id, asOf: undefined, most: 10 }

describe('the history of an aggregate', () => {
  it('tells what each event has changed of the state, and what the state is', async () => {
    const { changes, state, isCut } = await readHistory(store(created, confirmed), [order], query)
    expect(changes.map(({ event }) => event.sequence)).toEqual([1, 2])
    expect(changes[1]!.differences).toContainEqual({ pointer: '/status', before: 'pending', after: 'confirmed' })
    expect(state).toMatchObject({ status: 'confirmed' })
    expect(isCut).toBe(false)
  })

  it('is that of a moment, the moment itself included, and says that there is more', async () => {
    const asOf = Date.parse(created.timestamp)
    const history = await readHistory(store(created, confirmed), [order], { ...query, asOf })
    expect(history).toMatchObject({ state: { status: 'pending' }, isCut: true })
    expect(history.changes).toHaveLength(1)
    const limited = await readHistory(store(created, confirmed), [order], { ...query, most: 1 })
    expect(limited).toMatchObject({ state: { status: 'pending' }, isCut: true })
  })

  it('says at which event the fold failed, and still shows those that follow', async () => {
    const broken = {
      ...order,
      evolve: () => {
        throw new Error('no such status')
      },
    }
    const { changes, ...rest } = await readHistory(store(created, confirmed), [broken], query)
    expect(changes.map(({ problem }) => problem)).toEqual(['no such status', undefined])
    expect(rest).not.toHaveProperty('state')
  })

  it('is refused for a type of which there is no aggregate', async () => {
    await expect(readHistory(store(), [order], { ...query, type: 'nothing' })).rejects.toThrow('there are: order')
  })
})
