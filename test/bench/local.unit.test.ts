import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { reachedAfterMs } from '../../bench/local/latencies.ts'
import { Journeys } from '../../dev/timeline/journeys.ts'
import { printLive } from '../../dev/timeline/live.ts'

it('every order of an idle runtime is a sample, also where so many come in a second that each is printed as one line', () => {
  const journeys = new Journeys(() => ['payment', 'audit'], 0)
  let text = ''
  printLive(journeys, 'order.created', { write: (more) => (text += stripVTControlCharacters(more)) }, () => 0)
  const orders = Array.from({ length: 20 }, (_, index) => `${index}`)
  for (const order of orders) {
    for (const consumer of ['payment', 'audit']) {
      const about = { event_id: `evt_${order}`, event_type: 'order.created', aggregate_id: `ord_${order}` }
      const line = { ...about, consumer, outcome: 'processed', correlation_id: `req_${order}`, duration_ms: 3 }
      journeys.readLog(JSON.stringify(line), 1_000)
    }
  }
  expect(text.match(/every consumer reached/g)?.length).toBeLessThan(orders.length)
  expect(
    text
      .split('\n')
      .map(reachedAfterMs)
      .filter((after) => after !== undefined),
  ).toHaveLength(orders.length)
  expect(reachedAfterMs('product.priced  prod_1  req_1  3 deliveries in 120 ms')).toBeUndefined()
})
