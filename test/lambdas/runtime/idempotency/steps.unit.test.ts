import { describe, expect, it } from 'vitest'
import { Steps } from '../../../../lambdas/runtime/idempotency/steps.ts'

/** What a later attempt finds on record. */
const later = (steps: Steps) => new Steps(steps.toRecord())

const never = async (): Promise<never> => {
  throw new Error('It is done already.')
}

describe('a step', () => {
  it('is done once, and later attempts get its result', async () => {
    const first = new Steps()
    expect(await first.run('book', async () => ({ parcel: 7 }))).toEqual({ parcel: 7 })
    expect(await later(first).run('book', never)).toEqual({ parcel: 7 })
    expect(await later(later(first)).run('book', never)).toEqual({ parcel: 7 })
  })

  it('without a result has none later either', async () => {
    const first = new Steps()
    expect(await first.run('mail', async () => {})).toBeUndefined()
    expect(await later(first).run('mail', never)).toBeUndefined()
  })

  it('shows a first attempt no more of its result than a later one can see', async () => {
    const result = await new Steps().run('book', async () => ({ at: new Date(0), note: undefined }))
    expect(result).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })

  it('that fails counts as not done', async () => {
    const steps = new Steps()
    await expect(steps.run('mail', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect(steps.toRecord()).toBeUndefined()
    expect(await steps.run('mail', async () => 'sent')).toBe('sent')
  })

  it('that is called twice at the same time under one name is done once', async () => {
    let calls = 0
    const steps = new Steps()
    const call = async () => ++calls
    expect(await Promise.all([steps.run('mail', call), steps.run('mail', call)])).toEqual([1, 1])
  })

  it('may have any name', async () => {
    const first = new Steps()
    await first.run('__proto__', async () => 1)
    await first.run('constructor', async () => 2)
    expect(await later(first).run('__proto__', never)).toBe(1)
    expect(await later(first).run('constructor', never)).toBe(2)
  })

  it.each([
    ['a number that JSON cannot hold', 1n, /"book" is no JSON/],
    ['a text that is too large to be kept', 'x'.repeat(40_000), /"book" has \d+ bytes.*at most 32768/],
  ])('is permanently refused for a result that is %s', async (_what, result, message) => {
    const failure = await new Steps().run('book', async () => result).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'STEP_RESULT_INVALID', message: expect.stringMatching(message) })
  })
})
