import { describe, expect, it } from 'vitest'
import { lookAt, scaled } from '../../../ops/console/cost/look.ts'
import { openPage } from '../../../ops/console/cost/open-page.ts'
import { prices } from '../../../prices/us-east-1.ts'
import { consumers, fakeStack } from './stack.ts'

const look = lookAt(fakeStack(), consumers)

describe('what an open page costs an account', () => {
  it('is counted from what it asks for', () => {
    expect(look).toEqual({ consumers: 16, standardQueues: 30, fifoQueues: 4, metrics: 16 * 7 + 4 + 3 })
    const { depthsEverySeconds, metricsEverySeconds, busyUsdPerHour } = openPage(look)
    const depthsUsd = 30 * 0.4e-6 + 4 * 0.5e-6 + prices.dynamoReads.usd / 1e6
    const usd = (depthsUsd * 3600) / depthsEverySeconds + (119 * 1e-5 * 3600) / metricsEverySeconds
    expect(busyUsdPerHour).toBeCloseTo(usd, 10)
  })

  it.each([16, 60, 200])('is two cents an hour at most with %i consumers', (count) => {
    const page = openPage(scaled(look, count))
    expect(page.busyUsdPerHour).toBeLessThanOrEqual(0.02)
    expect(page.idleUsdPerHour).toBeLessThanOrEqual(page.busyUsdPerHour)
    expect(page.depthsEverySeconds).toBeGreaterThanOrEqual(5)
  })
})
