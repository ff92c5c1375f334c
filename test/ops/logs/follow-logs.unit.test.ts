import { expect, it } from 'vitest'
import { followLogs } from '../../../ops/logs/follow-logs.ts'
import type { LogLine } from '../../../ops/logs/read-logs.ts'

const line = (id: string, at: number): LogLine => ({ function: 'f', id, at, text: id })

it('following a log gives each line once, also one that comes late, and forgets what cannot come again', async () => {
  const rounds = [[line('a', 1_000)], [line('a', 1_000), line('c', 9_000)], [line('b', 8_000), line('c', 9_000)], []]
  const asked: number[] = []
  const stop = new AbortController()
  let now = 1_000
  const seen: string[] = []
  const parts = followLogs({
    read: async ({ from }) => {
      asked.push(from)
      const lines = rounds.shift()
      if (rounds.length === 0) stop.abort()
      return (lines ?? []).filter(({ at }) => at >= from)
    },
    pattern: '',
    from: 500,
    now: () => now,
    pause: async () => {
      now += 8_000
    },
    signal: stop.signal,
  })
  for await (const lines of parts) seen.push(...lines.map(({ id }) => id))
  expect(seen).toEqual(['a', 'c', 'b'])
  // Never before its beginning, and never much before what it has seen.
  expect(asked).toEqual([500, 500, 500, 2_000])
})
