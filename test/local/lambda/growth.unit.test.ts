import { performance } from 'node:perf_hooks'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createGrowth } from '../../../local/lambda/isolates/growth.ts'
import type { Host } from '../../../local/lambda/isolates/tenancy.ts'

const NOW = 10_000
const scaling = { stuckAfterMs: 500 }

/** An isolate that has been busy with one invocation for so long, and has computed for this share of the time. */
const busyFor = (ms: number, utilization = 0) =>
  ({ busySince: NOW - ms, isolate: { utilization: () => utilization } }) as unknown as Host

const idle = { idle: 1, active: 0, utilization: 0 }

beforeEach(() => void vi.spyOn(performance, 'eventLoopUtilization').mockReturnValue(idle))
afterEach(() => void vi.restoreAllMocks())

test.each([
  ['there is one that only waits', [busyFor(30)], true],
  ['there are two that only wait, one more than cores', [busyFor(30), busyFor(40)], false],
  ['one computes, and another would only compete with it', [busyFor(30, 0.9)], false],
  ['all have waited for long', [busyFor(600), busyFor(700)], true],
  [
    'one has waited for long, as a request does that waits for an order, and one is left',
    [busyFor(600), busyFor(30)],
    true,
  ],
  ['two have waited for long, and two are left', [busyFor(600), busyFor(700), busyFor(30), busyFor(40)], false],
  ['one has waited for long, and one computes', [busyFor(600), busyFor(30, 0.9)], false],
  ['all have been busy for very long, whatever they do', [busyFor(2100, 1), busyFor(2200, 1)], true],
])('another isolate beside those of one core when %s: %#', (_, hosts, helps) => {
  expect(createGrowth(scaling, 1).helps(hosts, NOW)).toBe(helps)
})

test('no isolate is added while the thread that answers for AWS has no time left', () => {
  vi.mocked(performance.eventLoopUtilization).mockReturnValue({ ...idle, utilization: 0.7 })
  expect(createGrowth(scaling, 1).helps([busyFor(30)], NOW)).toBe(false)
})
