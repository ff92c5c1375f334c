import { setImmediate as turn } from 'node:timers/promises'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readItems } from '../../../ops/bulk-operations/items.ts'
import { askOperation, loadOperation, NotOwned } from '../../../ops/bulk-operations/store.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import type { LetterSelection } from '../../../ops/dead-letters/letters/selection.ts'
import { createRetry } from '../../../ops/dead-letters/retry/create-retry.ts'
import { planRetry, stepsOf } from '../../../ops/dead-letters/retry/plan.ts'
import { type RunEnvironment, runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { SimulatedConsumer } from './consumer-simulation.ts'
import { eventIdOf, mark, START, storeOf } from './kit.ts'

const KNOWN = 'aaaaaaaaaaaaaaaa'
let db: TestDynamoDb
let now = START
let sqs: MemorySqs
let payment: SimulatedConsumer
let nextOperation = 1
let nextEvent = 1

beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())
beforeEach(() => {
  // Every test has letters of its own, a month apart, so that markers of earlier ones do not matter.
  now += 30 * 86_400_000
  sqs = new MemorySqs(() => now)
  payment = new SimulatedConsumer(db, sqs, () => now)
})

const store = () => storeOf(db, () => now)
const table = () => ({ dynamo: db.client, operationTable: 'operations', now: () => now })

function environment(differences: Partial<RunEnvironment> = {}): RunEnvironment {
  return {
    ...store(),
    sqs: sqs.client,
    queueUrl: (consumer) => `https://sqs/${consumer}`,
    deadLetterQueueUrl: (consumer) => `https://sqs/${consumer}-dead`,
    parkedTable: testTables.parked,
    owner: 'tool-1',
    signal: new AbortController().signal,
    onProgress: () => {},
    // The consumer works while the tool waits.
    pause: async (milliseconds) => {
      now += milliseconds
      await payment.run()
    },
    ...differences,
  }
}

/**
 * A client that runs `before` ahead of each batch it sends. A batch for a FIFO queue goes to the standard queue instead, because the
 * simulated consumer reads only that one.
 */
const interceptSends = (before: (letters: number) => Promise<void>): RunEnvironment['sqs'] =>
  ({
    send: async (command: object) => {
      if (!(command instanceof SendMessageBatchCommand)) return sqs.client.send(command as never)
      const { QueueUrl = '', Entries = [] } = command.input
      await before(Entries.length)
      const input = {
        QueueUrl: QueueUrl.replace(/\.fifo$/, ''),
        Entries: Entries.map(({ MessageDeduplicationId: _, ...entry }) => entry),
      }
      return sqs.client.send(new SendMessageBatchCommand(input))
    },
  }) as RunEnvironment['sqs']

/** So many events die of one cause. @returns their ids. */
async function die(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => eventIdOf(nextEvent++, now))
  for (const id of ids) await payment.die(id, JSON.stringify({ event_id: id }), `message-${id}`, KNOWN)
  now += 1000
  return ids
}

async function plan(
  selection: LetterSelection,
  differences: { rate?: number; stopShare?: number; again?: boolean } = {},
) {
  const { rate = 1000, stopShare = 0.2, again = false } = differences
  const planned = await planRetry(store(), { selection, again })
  const id = `op_${nextOperation++}`
  const createdAt = new Date(now).toISOString()
  await createRetry(store(), { id, createdAt, by: 'anna', selection, again, rate, stopShare })
  return { id, planned }
}

const receiptsOf = async (id: string) => {
  const items = []
  for await (const item of readItems(table(), id)) items.push(item)
  return items
}
const statusOf = async (id: string) => (await lettersOfEvent(store(), id, ['payment']))[0]?.status
const here = () => ({ from: new Date(now - 3_600_000).toISOString() })

describe('a retry', () => {
  it('goes one, five, twenty-five, then all, and each letter is closed when its effect has happened, once', async () => {
    const ids = await die(60)
    const { id } = await plan({ consumer: 'payment', ...here() })
    const done = await runRetry(environment(), id)
    expect(done).toMatchObject({
      status: 'done',
      steps: [1, 6, 31, 60],
      counts: { resolved: 60, died: 0, sent: 0, skipped: 0 },
    })
    expect(ids.map((one) => payment.effects.get(one))).toEqual(ids.map(() => 1))
    expect(new Set(await Promise.all(ids.map(statusOf)))).toEqual(new Set(['resolved']))
    expect(sqs.messages(payment.deadLetterQueueUrl), 'no copy keeps the alarm going').toEqual([])
    expect((await receiptsOf(id)).map(({ state }) => state)).toEqual(ids.map(() => 'resolved'))
  })

  it('keeps to its rate, and sends in a message group of its own', async () => {
    await die(40)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate: 10 })
    const groups = new Set<string | undefined>()
    const start = now
    await runRetry(
      environment({
        pause: async (milliseconds) => {
          now += milliseconds
          for (const { groupId } of sqs.messages(payment.queueUrl)) groups.add(groupId)
          await payment.run()
        },
      }),
      id,
    )
    expect(now - start).toBeGreaterThanOrEqual(3_900)
    expect([...groups]).toEqual([id])
  })

  /** At this rate the 25 letters of the third step go in batches of 21 and 4. */
  const SIDE_BY_SIDE = 101

  it('does not let a high rate wait for the calls of one batch', async () => {
    await die(31)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate: SIDE_BY_SIDE })
    const second = Promise.withResolvers<void>()
    const slow = interceptSends(async (letters) => {
      if (letters === 4) second.resolve()
      // The first batch of the step waits for the second one: one after the other, neither would ever be sent.
      if (letters === 10) await second.promise
    })
    expect(await runRetry(environment({ sqs: slow }), id)).toMatchObject({ status: 'done', counts: { resolved: 31 } })
  })

  it('sends one batch after the other into a FIFO queue, whose order counts', async () => {
    await die(31)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate: SIDE_BY_SIDE })
    let [underWay, most] = [0, 0]
    const counting = interceptSends(async () => {
      most = Math.max(most, ++underWay)
      for (let turns = 0; turns < 50; turns++) await turn()
      underWay--
    })
    const ordered = environment({ sqs: counting, queueUrl: (consumer) => `https://sqs/${consumer}.fifo` })
    expect(await runRetry(ordered, id)).toMatchObject({ status: 'done', counts: { resolved: 31 } })
    expect(most).toBe(1)
  })

  it('stops at its canary when that dies of the same cause again: nobody has mended it', async () => {
    const ids = await die(60)
    payment.fails = () => ({ fingerprint: KNOWN })
    const { id } = await plan({ consumer: 'payment', ...here() })
    const stopped = await runRetry(environment(), id)
    expect(stopped).toMatchObject({ status: 'stopped', position: 1, counts: { died: 1 } })
    expect(stopped.why).toMatch(/1 of 1 died again/)
    expect(await statusOf(ids[0]!)).toBe('dead')
    expect((await listIssues(store(), { consumer: 'payment', ...here() }))[0]).toMatchObject({ dead: 60, deaths: 61 })
  })

  it('stops at once when one dies of a new cause, however few do', async () => {
    const ids = await die(100)
    payment.fails = (id) => (id === ids[40] ? { fingerprint: 'bbbbbbbbbbbbbbbb' } : undefined)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate: 20 })
    const stopped = await runRetry(environment(), id)
    expect(stopped).toMatchObject({ status: 'stopped', counts: { died: 1 } })
    expect(stopped.why).toMatch(/died of a new cause: bbbbbbbbbbbbbbbb/)
    expect(stopped.position).toBeLessThan(60)
  })

  it('goes on where it stopped, after what was wrong is mended', async () => {
    const ids = await die(20)
    payment.fails = () => ({ fingerprint: KNOWN })
    const { id } = await plan({ consumer: 'payment', ...here() })
    await runRetry(environment(), id)
    payment.fails = () => undefined
    expect(await runRetry(environment(), id)).toMatchObject({ status: 'done', counts: { resolved: 19, died: 1 } })
    const rest = await plan({ consumer: 'payment', ...here() })
    expect((await receiptsOf(rest.id)).map(({ letterId }) => letterId)).toEqual([ids[0]])
  })

  it('can be paused and aborted from elsewhere', async () => {
    await die(40)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate: 5 })
    let pauses = 0
    const pausing = environment({
      pause: async (milliseconds) => {
        now += milliseconds
        await payment.run()
        if (++pauses === 3) await askOperation(table(), id, 'paused', 'lunch')
      },
    })
    const paused = await runRetry(pausing, id)
    expect(paused).toMatchObject({ status: 'paused', why: 'lunch' })
    expect(paused.position).toBeLessThan(40)
    await askOperation(table(), id, 'aborted', 'not needed')
    await expect(runRetry(environment(), id)).rejects.toThrow(NotOwned)
  })

  it('closes without sending what has been processed meanwhile', async () => {
    const [one = '', other = ''] = await die(2)
    await mark(db, `payment#${one}`, { expires_at: { N: String(Math.ceil(now / 1000) + 1000) } })
    const { id, planned } = await plan({ consumer: 'payment', ...here() })
    expect(planned.verdicts).toEqual({ completed: 1, 'never-ran': 1 })
    await runRetry(environment(), id)
    expect([payment.effects.get(one), payment.effects.get(other)]).toEqual([undefined, 1])
    expect([await statusOf(one), await statusOf(other)]).toEqual(['resolved', 'resolved'])
  })

  it('leaves out what could take effect twice, unless that is asked for', async () => {
    await die(1)
    now += 26 * 86_400_000
    const selection = { consumer: 'payment', from: new Date(now - 27 * 86_400_000).toISOString() }
    expect(await planRetry(store(), { selection, again: false })).toMatchObject({ letters: 0, risky: 1 })
    expect((await planRetry(store(), { selection, again: true })).letters).toBe(1)
  })

  it('waits in vain for a consumer that is paused, and says so; nothing is sent a second time when it goes on', async () => {
    const ids = await die(3)
    const { id } = await plan({ consumer: 'payment', ...here() })
    const asleep = environment({
      pause: async (milliseconds) => {
        now += milliseconds
      },
    })
    const paused = await runRetry(asleep, id)
    expect(paused).toMatchObject({ status: 'paused', counts: { sent: 1 } })
    expect(paused.why).toMatch(/neither processed nor dead after 300 s: 1 letter\. /)
    expect(await runRetry(environment(), id)).toMatchObject({ status: 'done', counts: { resolved: 3 } })
    expect(ids.map((one) => payment.effects.get(one))).toEqual([1, 1, 1])
  })

  it('takes a letter that is too large for its record from the dead-letter queue', async () => {
    const id = eventIdOf(nextEvent++, now)
    await payment.die(id, JSON.stringify({ event_id: id, data: 'x'.repeat(310 * 1024) }), 'large', KNOWN)
    now += 1000
    const { id: operation } = await plan({ consumer: 'payment', ...here() })
    expect(await runRetry(environment(), operation)).toMatchObject({ status: 'done', counts: { resolved: 1 } })
    expect(payment.effects.get(id)).toBe(1)
  })
})

describe('two people who press at once', () => {
  it('send each letter once between them', async () => {
    const ids = await die(30)
    const first = await plan({ consumer: 'payment', ...here() })
    const second = await plan({ consumer: 'payment', ...here() })
    let sent = 0
    sqs.before = (operation) => {
      if (operation === 'SendMessageBatch') sent++
      return undefined
    }
    const results = await Promise.all([
      runRetry(environment({ owner: 'anna' }), first.id),
      runRetry(environment({ owner: 'bert' }), second.id),
    ])
    const sum = results.reduce((total, { counts }) => total + counts.resolved, 0)
    expect(sum).toBe(30)
    expect(ids.map((one) => payment.effects.get(one))).toEqual(ids.map(() => 1))
    expect(sent).toBeGreaterThan(0)
  })

  it('cannot run the same operation side by side', async () => {
    await die(2)
    const { id } = await plan({ consumer: 'payment', ...here() })
    const results = await Promise.allSettled([
      runRetry(environment({ owner: 'anna' }), id),
      runRetry(environment({ owner: 'bert' }), id),
    ])
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
  })
})

/** The tool is gone: nothing that it would do afterwards happens. */
class Killed extends Error {}

describe('a retry whose tool is killed', () => {
  /**
   * Runs the operation and kills the tool at its n-th call of AWS: before the call is carried out, or after it and before its
   * answer comes. Then another tool resumes, once the first one's lease is over.
   */
  async function killedAt(
    call: number,
    when: 'before' | 'after',
    { letters = 2, rate = 1000 }: { readonly letters?: number; readonly rate?: number } = {},
  ) {
    const ids = await die(letters)
    const { id } = await plan({ consumer: 'payment', ...here() }, { rate })
    let calls = 0
    let isDead = false
    const at = <Value>(carryOut: () => Promise<Value>): Promise<Value> => {
      if (isDead) return Promise.reject(new Killed())
      calls++
      if (calls < call) return carryOut()
      isDead = true
      if (when === 'before') return Promise.reject(new Killed())
      return carryOut().then(() => {
        throw new Killed()
      })
    }
    const dying = environment({
      dynamo: dyingClient(db.client, at),
      sqs: dyingClient(sqs.client, at),
      owner: 'killed',
    })
    const ended = await runRetry(dying, id).then(
      () => true,
      () => false,
    )
    if (!ended) {
      now += 31_000
      await payment.run()
      // Killed after its very last call, it had done everything.
      await runRetry(environment({ owner: 'second' }), id).catch((error: unknown) => {
        if (!(error instanceof NotOwned)) throw error
      })
    }
    await payment.run()
    return { ended, ids, id, calls }
  }

  async function expectWhole({ ids, id }: Awaited<ReturnType<typeof killedAt>>, place: string) {
    expect(
      ids.map((one) => payment.effects.get(one)),
      place,
    ).toEqual(ids.map(() => 1))
    expect(await Promise.all(ids.map(statusOf)), place).toEqual(ids.map(() => 'resolved'))
    expect((await loadOperation(table(), id))?.operation.status, place).toBe('done')
    now += 30 * 86_400_000
  }

  it.each(['before', 'after'] as const)(
    '%s the answer of any call: no letter is lost, no effect is doubled',
    async (when) => {
      let call = 1
      for (; ; call++) {
        const killed = await killedAt(call, when)
        await expectWhole(killed, `killed ${when} call ${call}`)
        if (killed.ended) break
      }
      expect(call).toBeGreaterThan(20)
    },
  )

  it('while several batches are under way: no letter is lost, no effect is doubled', async () => {
    // Two batches of the third step, of 21 and of 4 letters, go side by side at this rate.
    const several = { letters: 31, rate: 101 }
    const alive = await killedAt(Number.POSITIVE_INFINITY, 'after', several)
    await expectWhole(alive, 'not killed')
    const ofLastStep = Array.from({ length: 6 }, (_, index) => Math.floor(alive.calls * (0.5 + index / 12)))
    for (const [index, call] of ofLastStep.entries()) {
      const when = index % 2 === 0 ? 'before' : 'after'
      await expectWhole(await killedAt(call, when, several), `killed ${when} call ${call} of ${alive.calls}`)
    }
  })
})

function dyingClient<Client extends { send: (...args: never[]) => unknown }>(
  client: Client,
  at: (carryOut: () => Promise<unknown>) => Promise<unknown>,
): Client {
  return new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? (...args: never[]) => at(() => target.send(...args) as Promise<unknown>)
        : Reflect.get(target, name, target),
  })
}

describe('the steps of a retry', () => {
  it.each([
    [1, [1]],
    [2, [1, 2]],
    [6, [1, 6]],
    [30, [1, 6, 30]],
    [31, [1, 6, 31]],
    [10_000, [1, 6, 31, 10_000]],
  ])('%i letters: %o', (total, steps) => {
    expect(stepsOf(total)).toEqual(steps)
  })
})
