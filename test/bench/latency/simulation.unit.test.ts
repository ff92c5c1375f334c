import { describe, expect, it } from 'vitest'
import { arrivalTimes, fates } from '../../../bench/latency/simulation.ts'
import { seededRandom } from '../../../dev/soak/random.ts'

describe('fates of calls', () => {
  const drawn = (seed: number, count: number) => {
    const coming = fates(0.05, seededRandom(seed, 'payment'))
    return Array.from({ length: count }, () => coming.next().value)
  }

  it('go wrong exactly once in every twenty, by turns in the one way and in the other', () => {
    const wrongs = Array.from({ length: 4 }, (_, stretch) =>
      drawn(1, 80)
        .slice(stretch * 20, stretch * 20 + 20)
        .filter((fate) => fate !== 'served'),
    )
    expect(wrongs).toEqual([['refused'], ['hanging'], ['refused'], ['hanging']])
  })

  it('are the same for the same seed only', () => {
    expect(drawn(1, 200)).toEqual(drawn(1, 200))
    expect(drawn(1, 200)).not.toEqual(drawn(2, 200))
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
