import { expect, it } from 'vitest'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { monthlyCost } from '../../../ops/cost/monthly.ts'

it('the alarms on held aggregates are counted for a consumer that does not hold any more, because it may have parked events', () => {
  const { alarms } = monthlyCost(orderViewConsumer)
  const ofOne = (change: object) => monthlyCost({ ...orderViewConsumer, ...change }).alarms
  expect(ofOne({ onDeadLetter: 'continue' })).toBe(alarms)
  expect(ofOne({ ordering: 'none' })).toBeLessThan(alarms)
})

it('a consumer that holds pays for the looks at its dead letters, and no other', () => {
  // 43,800 receives.
  expect(monthlyCost(orderViewConsumer).secrets).toBe(0)
  // $0.40 a month, and a read every five minutes at $0.05 per 10,000.
  expect(monthlyCost({ ...orderViewConsumer, uses: { secrets: ['one', 'two'] } }).secrets).toBeCloseTo(2 * 0.4438)
  expect(monthlyCost(orderViewConsumer).looking).toBeCloseTo(0.0219)
  expect(monthlyCost({ ...orderViewConsumer, onDeadLetter: 'continue' }).looking).toBe(0)
})
