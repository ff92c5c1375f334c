import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeLetters, lettersToChange, purgeLetters } from '../../../ops/dead-letters/close/change-status.ts'
import { closeLetters } from '../../../ops/dead-letters/close/close-letters.ts'
import { lettersToClose } from '../../../ops/dead-letters/close/letters-to-close.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { look } from '../../../ops/dead-letters/queue/look.ts'
import { sweep } from '../../../ops/dead-letters/queue/sweep.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { SimulatedConsumer } from './consumer-simulation.ts'
import { eventIdOf, START, storeOf } from './kit.ts'

let db: TestDynamoDb
let now = START
const sqs = new MemorySqs(() => now)
let payment: SimulatedConsumer
const all = { consumer: 'payment' }
const store = () => ({
  ...storeOf(db, () => now),
  sqs: sqs.client,
  deadLetterQueueUrl: () => payment.deadLetterQueueUrl,
  parkedTable: testTables.parked,
  pause: async (milliseconds: number) => {
    now += milliseconds
  },
})
const queued = () => sqs.messages(payment.deadLetterQueueUrl).length

beforeAll(async () => {
  db = await startTestDynamoDb()
  payment = new SimulatedConsumer(db, sqs, () => now)
  for (const number of [1, 2, 3]) {
    const id = eventIdOf(number)
    const data = number === 3 ? 'x'.repeat(310 * 1024) : ''
    await payment.die(id, JSON.stringify({ event_id: id, data }), `m-${number}`, 'aaaaaaaaaaaaaaaa')
  }
})
afterAll(() => db.close())

it('an archived letter is closed, and leaves the queue unless its body is nowhere else', async () => {
  const letters = await lettersToChange(store(), all, 'archive')
  expect(await changeLetters(store(), letters, 'archive')).toBe(3)
  expect(await changeLetters(store(), letters, 'archive'), 'once').toBe(0)
  expect(await sweep(store(), 'payment')).toBe(2)
  expect(queued()).toBe(1)
  expect(await listIssues(store(), all)).toMatchObject([{ state: 'resolved', dead: 0, closed: 3 }])
})

it('it can be restored, and waits again with its body', async () => {
  const letters = await lettersToChange(store(), { ids: [eventIdOf(1)] }, 'restore')
  expect(await changeLetters(store(), letters, 'restore')).toBe(1)
  expect(await lettersOfEvent(store(), eventIdOf(1), ['payment'])).toMatchObject([
    { status: 'dead', body: expect.stringContaining(eventIdOf(1)) },
  ])
})

it('a purge destroys what is archived, its messages as well, and nothing that waits', async () => {
  const letters = await lettersToChange(store(), all, 'purge')
  const gone = new Set(letters.map(({ id }) => id))
  await sweep(store(), 'payment', { isAlsoOver: ({ id }) => gone.has(id) })
  expect(await purgeLetters(store(), letters)).toBe(2)
  expect(queued()).toBe(0)
  expect(await listIssues(store(), all)).toMatchObject([{ state: 'open', dead: 1, closed: 0 }])
})

it('a copy of a letter that waits stays, and so does one without a record', async () => {
  const id = eventIdOf(4)
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-4', 'aaaaaaaaaaaaaaaa')
  sqs.put(payment.deadLetterQueueUrl, JSON.stringify({ event_id: eventIdOf(5) }))
  expect(await sweep(store(), 'payment')).toBe(0)
  expect(queued()).toBe(2)
})

it('the copy of an earlier death goes once a later one is on record', async () => {
  const id = eventIdOf(4)
  now += 1000
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-4-again', 'aaaaaaaaaaaaaaaa')
  expect(await sweep(store(), 'payment')).toBe(1)
  expect(queued()).toBe(2)
})

it('copies that a killed tool has hidden are waited for: none is left to keep the alarm going', async () => {
  const ids = [eventIdOf(6), eventIdOf(7)]
  for (const id of ids) await payment.die(id, JSON.stringify({ event_id: id }), `m-${id}`, 'aaaaaaaaaaaaaaaa')
  const selection = { consumer: 'payment', ids }
  const { letters } = await lettersToClose(store(), selection, 'archive')
  // The tool dies after it has changed the records, in the middle of its look at the queue.
  await changeLetters(store(), letters, 'archive')
  await look({ sqs: sqs.client, queueUrl: payment.deadLetterQueueUrl, most: 100, hiddenSeconds: 10 })
  const before = queued()
  const again = await lettersToClose(store(), selection, 'archive')
  expect(again.letters).toEqual([])
  expect(await closeLetters(store(), selection, again.letters, 'archive')).toBe(0)
  expect(queued()).toBe(before - 2)
})

it('copies of two deliveries that died at once go when their letter is closed, whichever failure was written last', async () => {
  const id = eventIdOf(9)
  now += 1000
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-9', 'aaaaaaaaaaaaaaaa')
  // The other one failed before, and its record is written after: the time of the last failure goes back.
  now -= 500
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-9-copy', 'aaaaaaaaaaaaaaaa')
  now += 1000
  const selection = { consumer: 'payment', ids: [id] }
  const before = queued()
  const { letters } = await lettersToClose(store(), selection, 'archive')
  expect(await closeLetters(store(), selection, letters, 'archive')).toBe(1)
  expect(queued()).toBe(before - 2)
})

it('a sweep tells again and again that it lives, and ends when it is told to', async () => {
  for (let number = 100; number < 350; number++) sqs.put(payment.deadLetterQueueUrl, `no record ${number}`)
  let looks = 0
  const onLook = async () => void looks++
  expect(await sweep(store(), 'payment', { onLook })).toBe(0)
  expect(looks).toBeGreaterThan(1)
  const ended = sweep(store(), 'payment', { onLook: () => Promise.reject(new Error('paused')) })
  await expect(ended).rejects.toThrow('paused')
})

it('a letter that its aggregate is held behind is not archived: the aggregate would be held for ever', async () => {
  const id = eventIdOf(8)
  const view = new SimulatedConsumer(db, sqs, () => now, 'order-view')
  await view.die(id, JSON.stringify({ event_id: id }), 'm-8', 'bbbbbbbbbbbbbbbb')
  const hold = { pk: 'order-view#ord_8', sk: 'hold', held_by: 'order-view', group_id: 'ord_8', event_id: id }
  const Item = marshall({ ...hold, held_since: new Date(now).toISOString(), version: 1, parked: 1 })
  await db.client.send(new PutItemCommand({ TableName: testTables.parked, Item }))
  const found = await lettersToClose(store(), { consumer: 'order-view' }, 'archive')
  expect(found).toMatchObject({ letters: [], heads: [{ id }] })
})
