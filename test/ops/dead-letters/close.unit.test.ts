import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeLetters, lettersToChange, purgeLetters } from '../../../ops/dead-letters/close/change-status.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { sweep } from '../../../ops/dead-letters/queue/sweep.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
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
  await sweep(store(), 'payment', ({ id }) => gone.has(id))
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
