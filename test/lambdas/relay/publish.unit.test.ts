import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, publish, type Refusal, type Target } from '../../../lambdas/relay/publish.ts'

const throttled: Refusal = { code: 'ThrottlingException', message: 'slow down', isPermanent: false }
const malformed: Refusal = { code: 'MalformedDetail', message: 'no JSON', isPermanent: true }

/** Time passes only by waiting. */
function simulation() {
  let now = 0
  const waits: number[] = []
  const environment = {
    clock: { now: () => now },
    random: () => 0.5,
    timers: {
      after: (milliseconds: number, callback: () => void) => {
        now += milliseconds
        waits.push(milliseconds)
        queueMicrotask(callback)
        return () => {}
      },
    },
  }
  return { environment, waits }
}

const entry = (number: number, group?: string, bytes = 100): Entry<string> => ({
  sequenceNumber: String(number),
  group,
  bytes,
  message: `${group ?? ''}${number}`,
})

/** Records what was taken, call by call; `refuse` decides per message and attempt. */
function recording(refuse: (message: string, attempt: number) => Refusal | undefined = () => undefined) {
  const attempts = new Map<string, number>()
  const calls: string[][] = []
  const taken: string[] = []
  const target: Target<string> = {
    name: 'test',
    maxEntries: 10,
    maxBytes: 1000,
    send: async (messages) => {
      calls.push([...messages])
      return messages.map((message) => {
        const attempt = (attempts.get(message) ?? 0) + 1
        attempts.set(message, attempt)
        const refusal = refuse(message, attempt)
        if (!refusal) taken.push(message)
        return refusal
      })
    },
  }
  return { target, calls, taken }
}

describe('publishing', () => {
  it('takes as few calls as the limits allow', async () => {
    const { target, calls } = recording()
    const entries = Array.from({ length: 25 }, (_, index) => entry(index))
    await publish(target, entries, 1000, simulation().environment)
    expect(calls.map((call) => call.length)).toEqual([10, 10, 5])
    const large = recording()
    await publish(
      large.target,
      [entry(1, undefined, 600), entry(2, undefined, 400), entry(3)],
      1000,
      simulation().environment,
    )
    expect(large.calls).toEqual([['1', '2'], ['3']])
  })

  it('sends again only what was not taken, after a jittered wait', async () => {
    const { target, calls } = recording((message, attempt) => (message === '1' && attempt < 3 ? throttled : undefined))
    const { environment, waits } = simulation()
    const result = await publish(target, [entry(0), entry(1), entry(2)], 10_000, environment)
    expect(calls).toEqual([['0', '1', '2'], ['1'], ['1']])
    expect(waits).toEqual([25, 50])
    expect(result).toEqual({ refused: new Map(), failed: new Map() })
  })

  it('gives up at the deadline and says what and why', async () => {
    const { target } = recording((message) => (message === 'a1' ? throttled : undefined))
    const result = await publish(target, [entry(0), entry(1, 'a'), entry(2, 'a')], 500, simulation().environment)
    expect([...result.failed.keys()]).toEqual(['1', '2'])
    expect(result.failed.get('1')).toEqual(throttled)
    expect(result.failed.get('2')?.code).toBe('BehindFailure')
  })

  it('counts a call that fails as a whole as a failure of each of its messages', async () => {
    let fails = true
    const { target, calls } = recording()
    const failing: Target<string> = {
      ...target,
      send: (messages) => {
        if (!fails) return target.send(messages)
        fails = false
        throw new Error('connection reset')
      },
    }
    const result = await publish(failing, [entry(0), entry(1)], 1000, simulation().environment)
    expect(calls).toEqual([['0', '1']])
    expect(result.failed.size).toBe(0)
  })

  it('lets nothing wait for what is refused for good, be it malformed or too large', async () => {
    const { target, taken } = recording((message) => (message === 'a0' ? malformed : undefined))
    const entries = [entry(0, 'a'), entry(1, 'a'), entry(2, 'a', 1001), entry(3, 'a')]
    const { refused, failed } = await publish(target, entries, 1000, simulation().environment)
    expect(taken).toEqual(['a1', 'a3'])
    expect([...refused].map(([number, { code }]) => [number, code])).toEqual([
      ['0', 'MalformedDetail'],
      ['2', 'TooLarge'],
    ])
    expect(failed.size).toBe(0)
  })

  it('never lets a message overtake one of its group, whatever fails', async () => {
    const plan = fc.record({
      groups: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 40 }),
      failures: fc.array(fc.nat(4), { minLength: 40, maxLength: 40 }),
      deadline: fc.integer({ min: 0, max: 3000 }),
    })
    await fc.assert(
      fc.asyncProperty(plan, async ({ groups, failures, deadline }) => {
        const entries = groups.map((group, index) => entry(index, group))
        const { target, taken } = recording((message, attempt) =>
          attempt <= failures[Number(message.slice(1))]! ? throttled : undefined,
        )
        const { failed } = await publish(target, entries, deadline, simulation().environment)
        for (const group of ['a', 'b', 'c']) {
          const own = entries.filter((one) => one.group === group).map(({ message }) => message)
          const arrived = taken.filter((message) => message.startsWith(group))
          expect(arrived).toEqual(own.slice(0, arrived.length))
          expect(
            own
              .slice(arrived.length)
              .map((message) => message.slice(1))
              .every((number) => failed.has(number)),
          ).toBe(true)
        }
        expect(taken.length + failed.size).toBe(entries.length)
      }),
      { numRuns: 200 },
    )
  })
})
