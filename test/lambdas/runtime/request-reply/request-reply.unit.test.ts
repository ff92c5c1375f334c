import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { awaitReply } from '../../../../lambdas/runtime/request-reply/await-reply.ts'
import { preferredWait } from '../../../../lambdas/runtime/request-reply/prefer-wait.ts'

describe('Prefer: wait', () => {
  it.each([
    ['wait=5', 5],
    ['respond-async, wait=10', 10],
    ['Wait = 3', 3],
    ['wait="7"', 7],
    ['wait=100', 20],
    ['wait=4, wait=9', 4],
    ['wait=4; foo=bar', 4],
    ['wait=0', undefined],
    ['wait=-1', undefined],
    ['wait=1.5', undefined],
    ['wait', undefined],
    ['wait=soon', undefined],
    ['respond-async', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds)
  })

  it('is never an error, and never more than 20 seconds', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const seconds = preferredWait(header)
        expect(seconds === undefined || (seconds >= 1 && seconds <= 20)).toBe(true)
      }),
    )
  })
})

describe('awaiting a reply', () => {
  function setUp(arrivesAt: number) {
    let now = 0
    const looks: number[] = []
    const controller = new AbortController()
    const find = async () => {
      looks.push(now)
      return now >= arrivesAt ? 'reply' : undefined
    }
    const timers = {
      after: (milliseconds: number, callback: () => void) => {
        now += milliseconds
        queueMicrotask(callback)
        return () => {}
      },
    }
    const waiting = { clock: { now: () => now }, timers, signal: controller.signal }
    return { looks, controller, now: () => now, wait: (timeout: number) => awaitReply(find, timeout, waiting) }
  }

  it('gets a quick one quickly, and a slow one within half a second', async () => {
    const quick = setUp(10)
    expect(await quick.wait(5_000)).toBe('reply')
    expect(quick.now()).toBeLessThanOrEqual(50)
    const slow = setUp(9_000)
    expect(await slow.wait(20_000)).toBe('reply')
    expect(slow.now()).toBeLessThanOrEqual(9_500)
  })

  it('ends at the timeout with nothing, after a last look and a bounded number of them', async () => {
    const { wait, now, looks } = setUp(Number.POSITIVE_INFINITY)
    expect(await wait(20_000)).toBeUndefined()
    expect(now()).toBe(20_000)
    expect(looks.at(-1)).toBe(20_000)
    expect(looks.length).toBeLessThan(50)
  })

  it('ends when its signal does', async () => {
    const { wait, controller, looks } = setUp(Number.POSITIVE_INFINITY)
    controller.abort()
    expect(await wait(20_000)).toBeUndefined()
    expect(looks).toEqual([])
  })
})
