import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createIds, systemRandomBytes } from '../../../lambdas/runtime/system/ids.ts'
import { causelessToClose, lettersOfFound } from '../../../ops/dead-letters/close/archive-found.ts'
import { changeLetters, lettersToChange, purgeLetters } from '../../../ops/dead-letters/close/change-status.ts'
import { closeLetters } from '../../../ops/dead-letters/close/close-letters.ts'
import { lettersToClose } from '../../../ops/dead-letters/close/letters-to-close.ts'
import { beforeText } from '../../../ops/dead-letters/commands/close-text.ts'
import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { causelessIssues } from '../../../ops/dead-letters/queue/causeless-issues.ts'
import { findCauseless } from '../../../ops/dead-letters/queue/find-causeless.ts'
import { look } from '../../../ops/dead-letters/queue/look.ts'
import { sweep } from '../../../ops/dead-letters/queue/sweep.ts'
import { planRetry } from '../../../ops/dead-letters/retry/plan.ts'
import { keepAudited } from '../../../ops/dead-letters/retry/prepare-retry.ts'
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
  deployed: ['payment'],
  parkedTable: testTables.parked,
  pause: async (milliseconds: number) => {
    now += milliseconds
  },
})
function auditLogOf() {
  const clock = { now: () => now }
  return {
    dynamo: db.client,
    table: testTables.auditLog,
    clock,
    ids: createIds(clock, systemRandomBytes),
    caller: { arn: 'arn:aws:iam::000000000000:user/anna' },
    warn: () => {},
  }
}
/** A change of its own each time. */
const changing = () => ({ ...store(), changeId: `change-${++changes}` })
let changes = 0
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
  expect(await changeLetters(changing(), letters, 'archive')).toBe(3)
  expect(await changeLetters(changing(), letters, 'archive'), 'once').toBe(0)
  expect(await sweep(store(), 'payment')).toBe(2)
  expect(queued()).toBe(1)
  expect(await listIssues(store(), all)).toMatchObject([{ state: 'resolved', dead: 0, closed: 3 }])
})

it('an answer that is lost does not make it somebody else’s change', async () => {
  const id = eventIdOf(20)
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-20', 'aaaaaaaaaaaaaaaa')
  const letters = await lettersToChange(store(), { ids: [id] }, 'archive')
  db.faults.push('lose-answer')
  expect(await changeLetters(changing(), letters, 'archive')).toBe(1)
  expect(await sweep(store(), 'payment')).toBe(1)
  const archived = await lettersToChange(store(), { ids: [id] }, 'purge')
  db.faults.push('lose-answer')
  expect(await purgeLetters(store(), archived)).toBe(1)
})

it('it can be restored, and waits again with its body', async () => {
  const letters = await lettersToChange(store(), { ids: [eventIdOf(1)] }, 'restore')
  expect(await changeLetters(changing(), letters, 'restore')).toBe(1)
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
  await changeLetters(changing(), letters, 'archive')
  await look({ sqs: sqs.client, queueUrl: payment.deadLetterQueueUrl, most: 100, hiddenSeconds: 10 })
  const before = queued()
  const again = await lettersToClose(store(), selection, 'archive')
  expect(again.letters).toEqual([])
  expect(await closeLetters(changing(), selection, again.letters, 'archive')).toBe(0)
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
  expect(await closeLetters(changing(), selection, letters, 'archive')).toBe(1)
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

it('what has no record yet is left in the queue of a consumer that holds: later events would overtake what is archived before it is parked', async () => {
  const view = new SimulatedConsumer(db, sqs, () => now, 'order-view')
  sqs.put(view.deadLetterQueueUrl, JSON.stringify({ event_id: eventIdOf(40), aggregate_id: 'ord_40' }))
  const environment = { ...store(), deployed: ['order-view'], deadLetterQueueUrl: () => view.deadLetterQueueUrl }
  const selection = { consumer: 'order-view' }
  const { found, holder } = await causelessToClose(environment, selection, 'archive')
  expect(found.messageIds.size).toBe(0)
  expect(holder).toBe('order-view')
  expect(beforeText({ sent: 0, large: 0 }, { without: 0, holder })).toContain('parked within a minute')
})

it('what has no record yet is archived with the others, and nothing that died after it was found', async () => {
  const moved = eventIdOf(30)
  const other = eventIdOf(31)
  const message = (id: string) => JSON.stringify({ event_id: id, event_type: 'order.moved', aggregate_id: 'ord_30' })
  sqs.put(payment.deadLetterQueueUrl, message(moved))
  const selection = { consumer: 'payment', aggregateId: 'ord_30' }
  const environment = { ...changing() } as Partial<DeadLetterEnvironment> as DeadLetterEnvironment & {
    changeId: string
  }
  const found = await findCauseless(environment, selection)
  expect(found.messageIds.size).toBe(1)
  sqs.put(payment.deadLetterQueueUrl, message(other))
  const log = auditLogOf()
  const letters = await lettersOfFound(environment, log, found, selection, 'moved by hand')
  const before = queued()
  expect(await closeLetters(environment, selection, letters, 'archive')).toBe(1)
  expect(await lettersOfEvent(store(), moved, ['payment'])).toMatchObject([
    { status: 'archived', errorType: 'MovedByQueue' },
  ])
  expect(await lettersOfEvent(store(), other, ['payment'])).toEqual([])
  expect(queued()).toBe(before - 1)
})

it('what was found of one cause is planned and archived at once, although the index of causes has it only moments later', async () => {
  const behind = new Proxy(db.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: QueryCommand) =>
            command instanceof QueryCommand && command.input.IndexName !== undefined
              ? { Items: [] }
              : target.send(command)
        : Reflect.get(target, name, target),
  })
  const id = eventIdOf(50)
  const environment = {
    ...changing(),
    dynamo: behind,
  } as Partial<DeadLetterEnvironment> as DeadLetterEnvironment & { changeId: string }
  sqs.put(
    payment.deadLetterQueueUrl,
    JSON.stringify({ event_id: id, event_type: 'order.late', aggregate_id: 'ord_50' }),
  )
  const only = { consumer: 'payment', aggregateId: 'ord_50' }
  const asked = { selection: only, most: 10_000, keep: false }
  const [issue] = (await causelessIssues(environment, asked)).issues
  const selection = { ...only, fingerprint: issue!.fingerprint }
  now += 5_000
  const found = await findCauseless(environment, selection)
  const log = auditLogOf()
  const kept = await keepAudited(environment, log, found, {}, undefined)
  const until = ''
  expect(await planRetry(environment, { selection, again: false, until, also: kept })).toMatchObject({ letters: 1 })
  const letters = await lettersOfFound(environment, log, found, selection, 'moved by hand')
  expect(await closeLetters(environment, selection, letters, 'archive')).toBe(1)
  expect(await lettersOfEvent(store(), id, ['payment'])).toMatchObject([{ status: 'archived' }])
})

it('letters are archived although a queue cannot be swept, and it is said that copies are left', async () => {
  const id = eventIdOf(32)
  await payment.die(id, JSON.stringify({ event_id: id }), 'm-32', 'aaaaaaaaaaaaaaaa')
  const selection = { consumer: 'payment', ids: [id] }
  const { letters } = await lettersToClose(store(), selection, 'archive')
  sqs.before = (operation) => {
    if (operation === 'ReceiveMessage')
      throw Object.assign(new Error('no sqs:ReceiveMessage'), { name: 'AccessDenied' })
    return undefined
  }
  const closing = closeLetters(changing(), selection, letters, 'archive')
  await expect(closing).rejects.toThrow('The records of 1 letter are changed, and not all of their copies are out')
  sqs.before = () => undefined
  expect(await lettersOfEvent(store(), id, ['payment'])).toMatchObject([{ status: 'archived' }])
})

it('queues are swept of those consumers only that are deployed', async () => {
  const swept: string[] = []
  const deadLetterQueueUrl = (consumer: string) => {
    swept.push(consumer)
    return payment.deadLetterQueueUrl
  }
  await closeLetters({ ...changing(), deadLetterQueueUrl }, {}, [], 'archive')
  await closeLetters({ ...changing(), deadLetterQueueUrl }, { consumer: 'inventory' }, [], 'archive')
  expect(new Set(swept)).toEqual(new Set(['payment']))
})
