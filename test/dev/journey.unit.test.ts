import { describe, expect, it } from 'vitest'
import { Journey } from '../../dev/timeline/journey.ts'
import { Journeys } from '../../dev/timeline/journeys.ts'
import { parseOutcome } from '../../dev/timeline/outcome.ts'
import { renderTimeline } from '../../dev/timeline/render.ts'

const subscribers: Record<string, string[]> = { 'order.created': ['payment', 'audit'], 'payment.processed': ['audit'] }
const subscribersOf = (type: string) => subscribers[type] ?? []

const line = (change: Record<string, unknown>) =>
  JSON.stringify({
    outcome: 'processed',
    consumer: 'audit',
    event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b',
    event_type: 'order.created',
    correlation_id: 'req_1',
    attempt: 1,
    duration_ms: 3,
    ...change,
  })

const outcome = (change: Record<string, unknown>) => {
  const parsed = parseOutcome(line(change), 1_000)
  if (!parsed) throw new Error('the fixture is no outcome')
  return parsed
}

const charged = { consumer: 'payment', appended: [{ id: 'evt_2', type: 'payment.processed' }] }

describe('a journey', () => {
  it('awaits every subscriber of every event, also of those that an effect appended', () => {
    const journey = new Journey('req_1', subscribersOf)
    expect(journey.settled).toBe(false)
    journey.add(outcome(charged))
    expect(journey.missing).toEqual(['order.created → audit', 'payment.processed → audit'])
    journey.add(outcome({}))
    journey.add(outcome({ event_id: 'evt_2', event_type: 'payment.processed' }))
    expect(journey.settled).toBe(true)
  })

  it('awaits a command at its addressee', () => {
    const journey = new Journey('req_1', (type) => (type === 'confirm_order' ? ['order-commands'] : []))
    const sent = { commands: [{ id: 'cmd_1', type: 'confirm_order' }] }
    journey.add(outcome({ event_type: 'payment.processed', ...sent }))
    expect(journey.missing).toEqual(['confirm_order → order-commands'])
    journey.add(outcome({ event_id: 'cmd_1', event_type: 'confirm_order', consumer: 'order-commands' }))
    expect(journey.settled).toBe(true)
  })

  it('is not done with a consumer that failed and will try again', () => {
    const journey = new Journey('req_1', () => ['audit'])
    journey.add(outcome({ outcome: 'failed', error: { code: 'THROTTLED', message: 'slow down' } }))
    expect(journey.missing).toEqual(['order.created → audit'])
    expect(renderTimeline(journey, 'Order')).toContain('THROTTLED: slow down')
  })
})

describe('journeys', () => {
  it('resolve once settled, and ignore lines that are no outcome', async () => {
    const journeys = new Journeys(subscribersOf)
    const settled = journeys.settled('req_1', 60_000)
    journeys.readLog('plain text', 1)
    journeys.readLog('{"outcome": 1}', 1)
    journeys.readLog(line(charged), 1)
    journeys.readLog(line({}), 2)
    journeys.readLog(line({ event_id: 'evt_2', event_type: 'payment.processed' }), 3)
    expect((await settled).settled).toBe(true)
  })

  it('give what there is when the time is over', async () => {
    const journeys = new Journeys(subscribersOf)
    journeys.readLog(line({}), 1)
    const journey = await journeys.settled('req_1', 0)
    expect(journey.missing).toEqual(['order.created → payment'])
    expect(renderTimeline(journey, 'Order')).toContain('not every consumer was reached')
  })
})
