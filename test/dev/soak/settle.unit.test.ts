import { describe, expect, it, vi } from 'vitest'
import { type Settling, untilSettled } from '../../../dev/soak/settle.ts'

const settle = (change: Partial<Settling<string>>) =>
  untilSettled({
    backlog: async () => 0,
    quietMs: () => 1_000,
    read: async () => 'world',
    awaited: () => [],
    report: () => {},
    timeoutSeconds: 60,
    ...change,
  })

describe('a run has settled', () => {
  it('when queues are empty, nothing goes on and nothing is awaited', async () => {
    expect(await settle({})).toEqual({ world: 'world', unsettled: [] })
  })

  it('not while there are messages, or something goes on: then the stores are not even read', async () => {
    const backlogs = [3, 0, 0]
    const quiets = [1_000, 0, 1_000]
    const read = vi.fn(async () => 'world')
    await settle({ backlog: async () => backlogs.shift() ?? 0, quietMs: () => quiets.shift() ?? 1_000, read })
    expect(read).toHaveBeenCalledTimes(1)
  })

  it('not while something is awaited', async () => {
    const open = [['ord_1 has no end'], []]
    const read = vi.fn(async () => 'world')
    expect((await settle({ read, awaited: () => open.shift() ?? [] })).unsettled).toEqual([])
    expect(read).toHaveBeenCalledTimes(2)
  })
})

describe('a run that does not settle says what it waited for', () => {
  it('at its timeout', async () => {
    const unsettled = settle({ timeoutSeconds: 0, backlog: async () => 2, awaited: () => ['ord_1 has no end'] })
    expect((await unsettled).unsettled).toEqual(['ord_1 has no end', '2 messages are still in the queues'])
  })

  it('when nothing has moved for two minutes', async () => {
    const stalled = settle({ quietMs: () => 120_001, awaited: () => ['ord_1 has no end'] })
    expect((await stalled).unsettled).toEqual(['ord_1 has no end'])
  })

  it('not before what waits for something that was away can have come back', async () => {
    const quiets = [120_001, 300_001]
    const read = vi.fn(async () => 'world')
    const stalled = settle({
      backlog: async () => 2,
      quietMs: () => quiets.shift() ?? 300_001,
      longestOutageMs: 45_000,
      read,
    })
    expect((await stalled).unsettled).toEqual(['2 messages are still in the queues'])
    expect(quiets).toEqual([])
    expect(read).toHaveBeenCalledTimes(1)
  })
})
