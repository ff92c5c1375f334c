import { describe, expect, it } from 'vitest'
import { arrivalTimes, fateOf } from '../../../bench/latency/simulation.ts'
import { seededRandom } from '../../../dev/soak/random.ts'

describe('fates of calls', () => {
  it.each([
    [0, 'refused'],
    [0.024, 'refused'],
    [0.025, 'hanging'],
    [0.049, 'hanging'],
    [0.05, 'served'],
    [0.999, 'served'],
  ])('a draw of %d is %s when 5 %% go wrong', (draw, fate) => {
    expect(fateOf(draw, 0.05)).toBe(fate)
  })
})

describe('arrival times', () => {
  const times = (seed: number) => arrivalTimes(2_000, 10, seededRandom(seed, 'arrivals'))

  it('are the same for the same seed only', () => {
    expect(times(1)).toEqual(times(1))
    expect(times(1)).not.toEqual(times(2))
  })

  it('grow, at the rate asked for', () => {
    const all = times(1)
    expect(all.every((time, index) => time >= (all[index - 1] ?? 0))).toBe(true)
    expect(all.length / ((all.at(-1) ?? 0) / 1000)).toBeCloseTo(10, 0)
  })
})
