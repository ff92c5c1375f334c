import { describe, expect, it } from 'vitest'
import { failAsDrilled } from '../../../../lambdas/runtime/consumer/failure-drill.ts'
import { PermanentError, TransientError } from '../../../../lambdas/runtime/errors.ts'

const fails = (text: string, id: string, attempt = 1): Error | undefined => {
  try {
    failAsDrilled(text, { id }, attempt)
    return undefined
  } catch (error) {
    return error as Error
  }
}
const ids = Array.from({ length: 1000 }, (_, index) => `evt_${index}`)

describe('a consumer that is told to fail', () => {
  it('fails about that share of its attempts, and may succeed when it tries again', () => {
    const failed = ids.filter((id) => fails('0.3', id))
    expect(failed.length).toBeGreaterThan(230)
    expect(failed.length).toBeLessThan(370)
    expect(fails('0.3', failed[0] ?? '')).toBeInstanceOf(TransientError)
    const again = failed.filter((id) => fails('0.3', id, 2))
    expect(again.length).toBeLessThan(failed.length / 2)
  })

  it('refuses that share of its messages for good, the same each time they come', () => {
    const refused = ids.filter((id) => fails('0.3:permanent', id))
    expect(refused.length).toBeGreaterThan(230)
    expect(refused.length).toBeLessThan(370)
    expect(fails('0.3:permanent', refused[0] ?? '')).toBeInstanceOf(PermanentError)
    expect(refused.filter((id) => fails('0.3:permanent', id, 7))).toEqual(refused)
  })

  it('fails always with 1', () => {
    expect(ids.filter((id) => !fails('1', id) || !fails('1:permanent', id))).toEqual([])
  })

  it('gives nothing up because of a drill that cannot be read', () => {
    for (const text of ['0', '2', 'x', '0.3:sometimes']) expect(fails(text, 'evt_1')).toBeInstanceOf(TransientError)
  })
})
