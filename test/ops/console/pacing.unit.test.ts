import { describe, expect, it } from 'vitest'
import { ONCE, Pacing } from '../../../ops/console/pages/pacing.ts'

const pace = { everySeconds: 15, idleSeconds: 60 }
/** What a look costs that two cents an hour allow every ten minutes. */
const DEAR = 0.02 / 6

describe('how often a page looks', () => {
  it('is less and less while nothing changes, and as at first when somebody touches it', () => {
    const pacing = new Pacing(pace)
    const waits = Array.from({ length: 5 }, () => {
      pacing.looked({ isSame: true, usd: 0 })
      return pacing.waitSeconds
    })
    expect(waits).toEqual([22.5, 33.75, 50.625, 60, 60])
    expect([pacing.touched(), pacing.waitSeconds, pacing.touched()]).toEqual([true, 15, false])
  })

  it('is never more than two cents an hour allow, also while somebody works on the page', () => {
    const pacing = new Pacing(pace)
    pacing.looked({ isSame: false, usd: DEAR })
    expect([pacing.waitSeconds, pacing.touched(), pacing.waitSeconds]).toEqual([600, false, 600])
    // The page "Now" keeps to the budget by its own pace.
    const own = new Pacing({ ...pace, isWithinBudget: true })
    own.looked({ isSame: false, usd: DEAR })
    expect(own.waitSeconds).toBe(15)
  })

  it('goes on by itself after a failure, and ends where a request that is made once was refused', () => {
    const pacing = new Pacing(ONCE)
    const waits = Array.from({ length: 7 }, () => {
      pacing.failed(false)
      return pacing.waitSeconds
    })
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60])
    pacing.failed(true)
    expect(pacing.waitSeconds).toBe(Number.POSITIVE_INFINITY)
  })
})
