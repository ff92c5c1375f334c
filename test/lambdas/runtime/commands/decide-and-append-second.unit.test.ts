import { beforeEach, describe, expect, it } from 'vitest'
import { decideAndAppendSecond } from '../../../../lambdas/runtime/commands/decide-and-append.ts'
import { Effects } from '../../../../lambdas/runtime/effects/effects.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import type { EventStorage } from '../../../../lambdas/runtime/event-store/event-storage.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { retryOnConflict } from '../../../../lambdas/runtime/retry/retry-on-conflict.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'
import { counter, counterEvents } from '../event-store/counter.ts'

const clock = { now: () => Date.parse('2026-04-28T10:00:00.000Z') }
const ids = createIds(clock, systemRandomBytes)
const atOnce = {
  after: (_: number, callback: () => void) => {
    setImmediate(callback)
    return () => {}
  },
}

let storage: EventStorage
let reads: string[]
beforeEach(() => {
  const memory = createMemoryEventStorage()
  reads = []
  storage = {
    ...memory,
    readEvent: (...asked) => {
      reads.push('first')
      return memory.readEvent(...asked)
    },
    readStream: (...asked) => {
      reads.push('all')
      return memory.readStream(...asked)
    },
  }
})

/** Decides and commits as the runtimes do. */
function raise(by: number) {
  let decisions = 0
  return retryOnConflict(
    async () => {
      const environment = { clock, ids, source: 'test', eventTable: 'events' }
      const effects = new Effects(environment, { correlation_id: 'req_1', causation_id: 'cmd_1' })
      const wasOvertaken = decisions++ > 0
      const context = { effects, clock, wasOvertaken, eventStore: createEventStore(storage) }
      const decided = await decideAndAppendSecond(counter, 'one', { by }, context)
      if (effects.events.length > 0) await storage.append(effects.events)
      return decided
    },
    { timers: atOnce, random: () => 0 },
  )
}

describe('deciding on the second event of a stream', () => {
  it('reads the first only', async () => {
    const [first] = counterEvents('one', 1)
    await storage.append([first!])
    const decided = await raise(5)
    expect(decided).toMatchObject({ state: { sum: 6 }, sequence: 2, events: [{ sequence: 2 }] })
    // Whatever this machine's clock says, what follows is later.
    expect(Date.parse(decided.events[0]!.timestamp)).toBeGreaterThan(Date.parse(first!.timestamp))
    expect(reads).toEqual(['first'])
  })

  it('is decided again on all of it, where there is more', async () => {
    await storage.append(counterEvents('one', 3))
    expect(await raise(5)).toMatchObject({ state: { sum: 11 }, sequence: 4 })
    expect(reads).toEqual(['first', 'all'])
  })

  it('loads all of it before it does nothing or is refused, because nothing would guard that', async () => {
    await storage.append(counterEvents('one', 3))
    expect(await raise(0)).toMatchObject({ state: { sum: 6 }, sequence: 3, events: [] })
    await expect(raise(-1)).rejects.toMatchObject({ code: 'negative' })
    expect(reads).toEqual(['first', 'all', 'first', 'all'])
  })

  it('loads a stream that has not begun', async () => {
    expect(await raise(2)).toMatchObject({ state: { sum: 2 }, sequence: 1 })
  })
})
