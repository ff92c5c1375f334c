import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOperation } from '../../../ops/bulk-operations/store.ts'
import { abortOperation } from '../../../ops/dead-letters/retry/abort.ts'
import { runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

/** Calls that send this many letters are full: those of the first steps of an operation are not. */
const FULL = 10

/** @param before is called before each full SendMessageBatch, with its number from 1. */
function sqsWith(world: RetryWorld, before: (call: number) => Promise<void>): SQSClient {
  let calls = 0
  const send = async (command: object) => {
    if (command instanceof SendMessageBatchCommand && command.input.Entries?.length === FULL) await before(++calls)
    return world.sqs.client.send(command as SendMessageBatchCommand)
  }
  return { send, middlewareStack: {} } as unknown as SQSClient
}

const lettersOf = (world: RetryWorld, ids: readonly string[]) => Promise.all(ids.map(world.letterOf))
const idsInQueue = (world: RetryWorld): string[] =>
  world.sqs.messages(world.consumer.queueUrl).map(({ body }) => JSON.parse(body).event_id)

/** A tool that sends ten by ten to a FIFO queue; a person asks for this within its second full call. */
async function askedWhileSending(consumer: string, asked: 'paused' | 'aborted') {
  const world = new RetryWorld(db, consumer, true)
  const ids = await world.die(60)
  const id = await world.plan({ again: true })
  const sqs = sqsWith(world, async (call) => {
    if (call !== 2) return
    // The lease was renewed more than a second ago, so that the tool asks the table before its next call.
    world.now += 1500
    await askOperation(world.store, id, asked, 'enough')
    world.now += 1500
  })
  const ended = await runRetry(world.environment({ sqs }), id)
  return { world, ids, id, ended }
}

// One consumer has markers; one promises at most once, and takes effect again whenever it is sent something.
describe.each(['payment', 'analytics'])(
  'a batch for %s that is being sent when a person asks for an end',
  (consumer) => {
    it('is sent and put on record, so that an abort puts back nothing of it and the next retry sends nothing twice', async () => {
      const { world, ids, id, ended } = await askedWhileSending(consumer, 'aborted')
      expect(ended.status).toBe('aborted')
      const inQueue = idsInQueue(world)
      expect(inQueue.length).toBeGreaterThanOrEqual(2 * FULL)
      const putBack = await abortOperation(world.environment(), id, 'enough')

      expect(putBack).toBe(0)
      for (const letter of await lettersOf(world, inQueue)) {
        expect(letter).toMatchObject({ status: 'retried', sentAt: expect.any(String) })
      }
      const receipts = await world.receipts(id)
      const ofSent = receipts.filter(({ state }) => state !== 'planned')
      expect(ofSent.filter(({ state }) => state === 'sent')).toHaveLength(inQueue.length)
      expect(ended.counts.sent).toBe(inQueue.length)
      expect(ended.position).toBe(ofSent.at(-1)?.number)

      await world.consumer.run()
      await runRetry(world.environment({ owner: 'tool-2' }), await world.plan({ again: true }))
      expect(world.effectsOf(ids)).toEqual(ids.map(() => 1))
    })

    it('is sent and put on record before a pause, and resuming goes on after it', async () => {
      const { world, ids, id, ended } = await askedWhileSending(consumer, 'paused')
      expect(ended.status).toBe('paused')
      const before = world.sqs.messages(world.consumer.queueUrl).length
      expect((await world.receipts(id)).filter(({ state }) => state === 'sent')).toHaveLength(before)
      expect(await runRetry(world.environment({ owner: 'tool-2' }), id)).toMatchObject({
        status: 'done',
        counts: { resolved: ids.length, skipped: 0 },
      })
      expect(world.effectsOf(ids)).toEqual(ids.map(() => 1))
    })

    it('is on record but for the letters of one call that gets no answer', async () => {
      const world = new RetryWorld(db, consumer)
      const ids = await world.die(60)
      const id = await world.plan({ again: true })
      const lost = (call: number) => (call === 1 ? Promise.reject(new Error('socket hang up')) : Promise.resolve())
      await expect(runRetry(world.environment({ sqs: sqsWith(world, lost) }), id)).rejects.toThrow('socket hang up')

      const inQueue = idsInQueue(world)
      expect(inQueue.length).toBeGreaterThanOrEqual(FULL)
      for (const letter of await lettersOf(world, inQueue)) expect(letter?.sentAt).toEqual(expect.any(String))
      const claimed = (await lettersOf(world, ids)).filter((letter) => letter?.status === 'retried' && !letter.sentAt)
      expect(claimed).toHaveLength(FULL)
      expect((await world.receipts(id)).filter(({ state }) => state === 'sent')).toHaveLength(inQueue.length)
    })
  },
)

it('an abort waits for a tool that still sends, for as long as it renews its lease', async () => {
  const world = new RetryWorld(db, 'analytics', true)
  const ids = await world.die(60)
  const id = await world.plan({ again: true })
  let aborting: Promise<number> | undefined
  let looks = 0
  const looked = Promise.withResolvers<void>()
  const slow = async (call: number) => {
    if (call === 1) {
      const pause = async () => {
        if (++looks === 3) looked.resolve()
        await new Promise(setImmediate)
      }
      aborting = abortOperation(world.environment({ pause }), id, 'enough')
      await looked.promise
    }
    // Two calls take longer than a lease, though none does.
    world.now += 20_000
  }
  await runRetry(world.environment({ sqs: sqsWith(world, slow) }), id)
  expect(await aborting).toBe(0)
  for (const letter of await lettersOf(world, idsInQueue(world))) expect(letter?.status).toBe('retried')
  expect(idsInQueue(world).length).toBeGreaterThanOrEqual(2 * FULL)
  await world.consumer.run()
  expect(Math.max(...world.effectsOf(ids))).toBe(1)
})
