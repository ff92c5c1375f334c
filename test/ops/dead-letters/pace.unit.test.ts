import { describe, expect, it } from 'vitest'
import { Pace } from '../../../ops/dead-letters/retry/pace.ts'

describe('the pace of a retry', () => {
  it('sends the first letters at once, and the next ones when the rate allows it', () => {
    let now = 1_000
    const pace = new Pace(10, () => now)
    expect(pace.next(2)).toBe(0)
    expect(pace.next(2)).toBe(200)
    now += 200
    expect(pace.next(5)).toBe(200)
    now += 200
    expect(pace.next(1)).toBe(500)
  })

  it('makes good what came a little late, so that the rate is reached', () => {
    let now = 1_000
    const pace = new Pace(500, () => now)
    pace.next(100)
    now += 250
    expect(pace.next(100)).toBe(0)
    expect(pace.next(100)).toBe(150)
  })

  it('sends nothing in a burst that was held up for long', () => {
    let now = 1_000
    const pace = new Pace(10, () => now)
    pace.next(2)
    now += 60_000
    expect([pace.next(2), pace.next(2)]).toEqual([0, 200])
  })

  it('does not wait for a clock that was set back', () => {
    let now = 1_000_000
    const pace = new Pace(10, () => now)
    pace.next(2)
    now -= 900_000
    expect(pace.next(2)).toBe(0)
    expect(pace.next(2)).toBe(200)
  })
})
