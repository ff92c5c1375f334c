import { expect, it } from 'vitest'
import { untilAllDone } from '../../../ops/rebuild/until-all-done.ts'

it('what a throttled table leaves undone is asked for again, after longer and longer waits', async () => {
  const calls: (readonly number[])[] = []
  const waits: number[] = []
  const one = async (left: readonly number[]) => {
    calls.push(left)
    return calls.length < 9 ? left.slice(0, 2) : []
  }
  await untilAllDone([1, 2, 3], one, async (milliseconds) => void waits.push(milliseconds))
  expect(calls[0]).toEqual([1, 2, 3])
  expect(calls.slice(1)).toEqual(Array.from({ length: 8 }, () => [1, 2]))
  expect(waits).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000])
})

it('nothing is no call', async () => {
  await untilAllDone([], () => Promise.reject(new Error('called')))
})
