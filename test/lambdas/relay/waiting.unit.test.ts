import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { commandPlan } from '../../../lambdas/relay/command-plan.ts'
import type { Refusal, Target } from '../../../lambdas/relay/publishing/target.ts'
import { relayBatch } from '../../../lambdas/relay/relay-batch.ts'
import type { StreamRecord } from '../../../lambdas/relay/stream-records.ts'
import { isWaiting, type WaitingEnvironment, waitingBatch } from '../../../lambdas/relay/waiting-batch.ts'
import type { SetAsideRecord } from '../../../lambdas/runtime/relay/set-aside.ts'
import { simulatedTime } from '../../support/simulated-time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Bytes, as the outbox takes it. */
const LARGEST_COMMAND = 240 * 1024
const denied: Refusal = { code: 'AccessDenied', message: 'denied', isPermanent: false }

interface World {
  /** Which queues exist, and which of them answer, at a time. */
  readonly queues: (now: number) => Readonly<Record<string, 'fine' | 'refusing'>>
  readonly waitingQueueIsAway?: boolean
}

interface Message {
  readonly body: string
  receives: number
  visibleAt: number
}

/** The relay of commands with its stream and the queue in which commands wait, on a clock that only waiting moves. */
function pipeline({ queues, waitingQueueIsAway = false }: World) {
  const time = simulatedTime()
  const delivered: { readonly command: string; readonly at: number }[] = []
  const setAside: { readonly note: SetAsideRecord; readonly at: number }[] = []
  const waiting = new Map<string, Message>()
  let messages = 0
  const targetOf = (state: 'fine' | 'refusing'): Target<string> => ({
    name: 'SQS',
    maxEntries: 10,
    maxBytes: 256 * 1024,
    send: async (bodies) => {
      if (state === 'refusing') return bodies.map(() => denied)
      delivered.push(...bodies.map((command) => ({ command, at: time.clock.now() })))
      return []
    },
  })
  const environment: WaitingEnvironment = {
    ...time,
    random: () => 0.9,
    log: () => {},
    setAside: async (body) => void setAside.push({ note: JSON.parse(body), at: time.clock.now() }),
    keepWaiting: async (body) => {
      if (waitingQueueIsAway) throw new Error('SQS is away')
      waiting.set(`m${++messages}`, { body, receives: 0, visibleAt: time.clock.now() })
    },
    postpone: async (handle, seconds) => {
      waiting.get(handle)!.visibleAt = time.clock.now() + seconds * 1000
    },
  }
  const planOf = (records: readonly StreamRecord[], now: number) =>
    commandPlan(records, new Map(Object.entries(queues(now)).map(([name, state]) => [name, targetOf(state)])), now)

  return {
    time,
    delivered,
    setAside,
    waiting,
    /** One batch of the stream. @returns how many of its records are done. */
    async relay(records: readonly StreamRecord[]): Promise<number> {
      const answer = await relayBatch(records, planOf(records, time.clock.now()), environment, 30_000).catch(
        () => undefined,
      )
      if (!answer) return 0
      const [first] = answer.batchItemFailures
      return first ? records.findIndex(({ sequenceNumber }) => sequenceNumber === first.itemIdentifier) : records.length
    },
    /** What SQS and Lambda do with waiting messages until that time. */
    async workUntil(end: number): Promise<void> {
      for (;;) {
        const due = Math.min(end, ...[...waiting.values()].map(({ visibleAt }) => visibleAt))
        if (due > time.clock.now()) await time.sleep(due - time.clock.now())
        const seen = [...waiting].filter(([, { visibleAt }]) => visibleAt <= time.clock.now()).slice(0, 10)
        if (seen.length === 0 || time.clock.now() >= end) return
        const Records = seen.map(([messageId, message]) => {
          message.visibleAt = time.clock.now() + 180_000
          const attributes = { ApproximateReceiveCount: String(++message.receives) }
          return { messageId, receiptHandle: messageId, body: message.body, attributes, eventSource: 'aws:sqs' }
        })
        const event = { Records } as unknown as SQSEvent
        expect(isWaiting(event)).toBe(true)
        const { batchItemFailures } = await waitingBatch(event, planOf, environment, 30_000)
        const left = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
        for (const [messageId] of seen) if (!left.has(messageId)) waiting.delete(messageId)
      }
    },
  }
}

const command = (number: number, addressee: string): StreamRecord => {
  const image = { pk: { S: `cmd_${number}` }, addressee: { S: addressee }, command: { S: `${addressee} ${number}` } }
  return {
    sequenceNumber: String(number),
    key: { pk: image.pk },
    image,
    item: { pk: `cmd_${number}`, addressee, command: `${addressee} ${number}` },
    createdAt: 0,
  }
}

describe('a command whose addressee is not known', () => {
  it('holds up nobody: the first of its shard, it waits elsewhere, and the whole batch is done', async () => {
    const { relay, delivered, waiting, time } = pipeline({ queues: () => ({ orders: 'fine' }) })
    expect(await relay([command(1, 'newcomer'), command(2, 'orders'), command(3, 'newcomer')])).toBe(3)
    expect(delivered).toEqual([{ command: 'orders 2', at: 0 }])
    expect(waiting.size).toBe(2)
    expect(time.clock.now()).toBeLessThan(MINUTE)
  })

  it.each([
    ['of quotes', '"'],
    ['of control characters', '\u0001'],
    ['beyond U+FFFF', '\u{1f642}'],
  ])('holds up nobody either if it is as large as a command may be, %s', async (_what, character) => {
    const { relay, delivered, waiting, workUntil } = pipeline({
      queues: (now) => ({ orders: 'fine', ...(now >= MINUTE && { newcomer: 'fine' }) }),
    })
    const text = (length: number) => JSON.stringify({ note: character.repeat(length) })
    const length = Math.floor((LARGEST_COMMAND - 20) / (Buffer.byteLength(text(1)) - Buffer.byteLength(text(0))))
    const large = command(1, 'newcomer')
    const image = { ...large.image, command: { S: text(length) } }
    const record = { ...large, image, item: { ...large.item, command: text(length) } }
    expect(await relay([record, command(2, 'orders')])).toBe(2)
    expect([delivered.length, waiting.size]).toEqual([1, 1])
    for (const { body } of waiting.values()) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_048_576)
    await workUntil(5 * MINUTE)
    expect(delivered.at(-1)?.command === text(length)).toBe(true)
  })

  it('is delivered once a deployment has added it', async () => {
    const world = pipeline({
      queues: (now) => ({ orders: 'fine', ...(now >= 10 * MINUTE && { newcomer: 'fine' }) }),
    })
    await world.relay([command(1, 'newcomer')])
    await world.workUntil(20 * MINUTE)
    expect(world.delivered.map((one) => one.command)).toEqual(['newcomer 1'])
    expect(world.delivered[0]?.at).toBeLessThan(13 * MINUTE)
    expect([world.waiting.size, world.setAside]).toEqual([0, []])
  })

  it('is set aside after a quarter of an hour, as it came from the stream', async () => {
    const world = pipeline({ queues: () => ({ orders: 'fine' }) })
    await world.relay([command(7, 'newcomer')])
    await world.workUntil(20 * MINUTE)
    expect(world.waiting.size).toBe(0)
    expect(world.setAside).toMatchObject([
      {
        note: {
          reason: { code: 'AddresseeUnknown' },
          sequence_number: '7',
          key: { pk: { S: 'cmd_7' } },
          item: { addressee: { S: 'newcomer' } },
        },
      },
    ])
    expect(world.setAside[0]?.at).toBeGreaterThanOrEqual(15 * MINUTE)
  })
})

describe('a command whose queue refuses', () => {
  it('waits for up to 23 hours, while those of other addressees are delivered at once', async () => {
    const world = pipeline({ queues: (now) => ({ orders: 'fine', payments: now < 22 * HOUR ? 'refusing' : 'fine' }) })
    expect(await world.relay([command(1, 'payments'), command(2, 'orders')])).toBe(2)
    expect(world.time.clock.now()).toBeLessThan(MINUTE)
    await world.workUntil(23 * HOUR)
    expect(world.delivered.map((one) => one.command)).toEqual(['orders 2', 'payments 1'])
    // Far from the 1,000 receives after which SQS itself would move it.
    const receives = world.time.waits.filter((wait) => wait === 120_000).length
    expect(receives).toBeLessThan(800)
    expect([world.waiting.size, world.setAside]).toEqual([0, []])
  })

  it('is set aside then', async () => {
    const world = pipeline({ queues: () => ({ payments: 'refusing' }) })
    await world.relay([command(1, 'payments')])
    await world.workUntil(24 * HOUR)
    expect(world.setAside).toMatchObject([{ note: { reason: { code: 'AccessDenied' }, final: false } }])
    expect(world.waiting.size).toBe(0)
  })

  it('stays in the stream when SQS as a whole is away: nothing is lost', async () => {
    const world = pipeline({ queues: () => ({ orders: 'refusing' }), waitingQueueIsAway: true })
    expect(await world.relay([command(1, 'orders'), command(2, 'orders')])).toBe(0)
    expect([world.waiting.size, world.setAside, world.delivered]).toEqual([0, [], []])
  })

  it('stays in the stream when it is too large to wait with its item', async () => {
    const world = pipeline({ queues: () => ({}) })
    const large = command(1, 'newcomer')
    const image = { ...large.image, command: { S: '"'.repeat(600_000) } }
    expect(await world.relay([{ ...large, image }, command(2, 'newcomer')])).toBe(0)
  })
})

it('a waiting message that the relay has not written stays in its queue, and its neighbours are delivered', async () => {
  const world = pipeline({ queues: (now) => ({ ...(now > 0 && { newcomer: 'fine' }) }) })
  await world.relay([command(1, 'newcomer')])
  for (const body of ['no JSON', '{}', 'null'])
    world.waiting.set(body, { body, receives: 0, visibleAt: world.time.clock.now() })
  await world.workUntil(30_000)
  expect(world.delivered.map((one) => one.command)).toEqual(['newcomer 1'])
  expect([...world.waiting.keys()]).toEqual(['no JSON', '{}', 'null'])
})

it('records of two shards may have one number: each waiting command is tried by itself', async () => {
  const world = pipeline({ queues: (now) => ({ ...(now > 0 && { newcomer: 'fine' }) }) })
  await world.relay([command(1, 'newcomer')])
  const other = command(2, 'newcomer')
  await world.relay([{ ...other, sequenceNumber: '1' }])
  await world.workUntil(30_000)
  expect(world.delivered.map((one) => one.command)).toEqual(['newcomer 1', 'newcomer 2'])
})
