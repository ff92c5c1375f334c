import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventBridgeTarget } from '../../../lambdas/relay/event-bridge-target.ts'
import { publish } from '../../../lambdas/relay/publishing/publish.ts'
import { createTaken } from '../../../lambdas/relay/publishing/taken.ts'
import { type Entry, type Refusal, refusalOfCall, type Target } from '../../../lambdas/relay/publishing/target.ts'
import { simulatedTime } from '../../support/simulated-time.ts'
import { counterEvent } from '../runtime/event-store/counter.ts'

const throttled: Refusal = { code: 'ThrottlingException', message: 'slow down', isPermanent: false }
const malformed: Refusal = { code: 'MalformedDetail', message: 'no JSON', isPermanent: true }

const simulation = () => {
  const time = simulatedTime()
  return { ...time, environment: { ...time, random: () => 0.5 } }
}

const entry = (number: number, group?: string, bytes = 100): Entry<string> => ({
  sequenceNumber: String(number),
  id: `id ${number}`,
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
    expect(result.failed.get('2')?.code).toBe('NotReached')
  })

  it.each([
    ['the page of a proxy under a 503, which is no JSON', 'SyntaxError', 503, false],
    ['a 200 that was cut off', 'SyntaxError', 200, false],
    ['a refusal under a 4xx that cannot be read', 'SyntaxError', 403, false],
    ['a fault on the other side, whatever it is called', 'ValidationException', 500, false],
    ['a refusal of the content', 'ValidationException', 400, true],
    ['a message that cannot be written down', 'RangeError', undefined, true],
  ])('counts as final only what speaks of the message: %s', (_, name, httpStatusCode, isPermanent) => {
    const error = Object.assign(new Error('no'), { name }, httpStatusCode && { $metadata: { httpStatusCode } })
    expect(refusalOfCall(error)).toEqual({ code: name, message: 'no', isPermanent })
  })

  it.each([503, 200])(
    'refuses nothing for good when the client cannot read an answer of status %i',
    async (statusCode) => {
      const body = new TextEncoder().encode('<html>Service Unavailable</html>')
      const client = new EventBridgeClient({
        region: 'eu-west-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        maxAttempts: 1,
        requestHandler: { handle: async () => ({ response: { statusCode, headers: {}, body } as never }) },
      })
      const event = counterEvent('c', 1)
      const send = eventBridgeTarget(client, 'bus').send(
        [{ event, json: JSON.stringify(event) }],
        new AbortController().signal,
      )
      const refusal = await send.then(() => undefined, refusalOfCall)
      expect(refusal).toMatchObject({ code: 'SyntaxError', isPermanent: false })
    },
  )

  it('counts a call that fails as a whole as a failure of each of its messages', async () => {
    let fails = true
    const { target, calls } = recording()
    const failing: Target<string> = {
      ...target,
      send: (messages, signal) => {
        if (!fails) return target.send(messages, signal)
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

  it('sends each message of a refused call by itself: only the one that is to blame is refused for good', async () => {
    const { target, calls, taken } = recording()
    const picky: Target<string> = {
      ...target,
      send: (messages, signal) => {
        if (messages.includes('3')) throw Object.assign(new Error('no'), { name: 'ValidationException' })
        return target.send(messages, signal)
      },
    }
    const entries = Array.from({ length: 12 }, (_, index) => entry(index))
    const { refused, failed } = await publish(picky, entries, 1000, simulation().environment)
    expect([...refused.keys()]).toEqual(['3'])
    expect(failed.size).toBe(0)
    expect(taken.sort()).toEqual(
      entries
        .map(({ message }) => message)
        .filter((message) => message !== '3')
        .sort(),
    )
    expect(calls).toContainEqual(['10', '11'])
  })

  it.each(['AccessDeniedException', 'ResourceNotFoundException', 'AuthorizationError', 'InternalFailure', 'Throttled'])(
    'takes %s for an outage, whoever is said to be at fault: nothing is refused for good',
    async (name) => {
      const { target } = recording()
      const away: Target<string> = {
        ...target,
        send: () => {
          throw Object.assign(new Error('no'), { name })
        },
      }
      const { refused, failed } = await publish(away, [entry(0), entry(1)], 1000, simulation().environment)
      expect(refused.size).toBe(0)
      expect([...failed.keys()]).toEqual(['0', '1'])
    },
  )

  it('does not repeat to a target what it has taken, as long as the function lives', async () => {
    const { target, taken } = recording((message, attempt) =>
      message === '1' && attempt <= 20 ? throttled : undefined,
    )
    const { environment, clock } = simulation()
    const remembering = { ...environment, taken: createTaken() }
    const entries = [entry(0), entry(1), entry(2)]
    for (let invocation = 0; invocation < 10; invocation++) {
      await publish(target, entries, clock.now() + 1000, remembering)
    }
    expect(taken.sort()).toEqual(['0', '1', '2'])
  })

  it('remembers a bounded number of deliveries', () => {
    const taken = createTaken(2)
    const records = [1, 2, 3].map((number) => entry(number))
    for (const record of records) taken.add('SNS', record)
    expect(records.map((record) => taken.has('SNS', record))).toEqual([false, true, true])
    expect(taken.has('EventBridge', entry(3))).toBe(false)
  })

  describe('within the time that there is', () => {
    /** Each call takes so long. A call that is cut off has taken effect all the same: nobody knows. */
    const slow = (milliseconds: (call: number) => number, groupOf?: string) => {
      const { environment, clock, sleep } = simulation()
      const { target, taken } = recording()
      let calls = 0
      const target_: Target<string> = {
        ...target,
        send: async (messages, signal) => {
          const results = await target.send(messages, signal)
          await sleep(milliseconds(++calls))
          return results
        },
      }
      const entries = Array.from({ length: 200 }, (_, index) => entry(index, groupOf))
      return { environment, clock, target: target_, taken, entries, calls: () => calls }
    }

    it('is over in time, with many events of one aggregate', async () => {
      const { environment, clock, target, taken, entries } = slow(() => 300, 'a')
      const { failed } = await publish(target, entries, 28_000, environment)
      expect(clock.now()).toBeLessThanOrEqual(28_000)
      expect(taken.length).toBeGreaterThan(80)
      expect([...failed.keys()]).toEqual(entries.slice(taken.length).map(({ sequenceNumber }) => sequenceNumber))
    })

    it('is over in time, with calls that never answer', async () => {
      const { environment, clock, target, entries } = slow(() => 3_600_000)
      const { failed } = await publish(target, entries, 28_000, environment)
      expect(clock.now()).toBeLessThanOrEqual(28_000)
      expect(failed.size).toBe(200)
      expect(failed.get('0')?.code).toBe('CallTimeout')
    })

    it('starts no call that could not be answered in time', async () => {
      const { environment, target, calls } = slow(() => 10)
      const { failed } = await publish(target, [entry(1)], 200, environment)
      expect(calls()).toBe(0)
      expect(failed.get('1')?.code).toBe('NotReached')
    })

    it('is over in time whatever the calls take', async () => {
      const durations = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 20 })
      await fc.assert(
        fc.asyncProperty(
          durations,
          fc.integer({ min: 0, max: 30_000 }),
          fc.boolean(),
          async (all, deadline, grouped) => {
            const { environment, clock, target, entries } = slow(
              (call) => all[call % all.length] as number,
              grouped ? 'a' : undefined,
            )
            await publish(target, entries.slice(0, 30), deadline, environment)
            expect(clock.now()).toBeLessThanOrEqual(deadline)
          },
        ),
        { numRuns: 50 },
      )
    })
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
