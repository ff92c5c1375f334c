import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { resolveDeadLetterRecord } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { decideOnIssue } from '../../../ops/dead-letters/issues/issue-decisions.ts'
import { readIssueDetails } from '../../../ops/dead-letters/issues/issue-details.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import { quietSeconds } from '../../../ops/dead-letters/letters/overdue.ts'
import type { LetterSelection } from '../../../ops/dead-letters/letters/selection.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { deadLetter, eventIdOf, mark, START, storeLetter, storeLetters, storeOf } from './kit.ts'

let db: TestDynamoDb | undefined
let now = START
beforeEach(async () => {
  await db?.close()
  db = await startTestDynamoDb()
  now = START + 60_000
})
afterAll(() => db?.close())

const store = () => storeOf(db!, () => now)
const list = (selection: LetterSelection = {}) => listIssues(store(), selection)
const noAccount = { consumer: 'payment', fingerprint: 'aaaaaaaaaaaaaaaa' }
const by = { by: { arn: 'arn:aws:iam::000000000000:user/anna' } }
const decide = (change: Parameters<typeof decideOnIssue>[2], at = now) =>
  decideOnIssue(store(), noAccount, change, { ...by, at: new Date(at).toISOString() })

/** As an operation leaves it that has sent the letter again. */
const retried = (number: number, at: number) =>
  db!.client.send(
    new UpdateItemCommand({
      TableName: testTables.deadLetters,
      Key: { pk: { S: shardedKey('payment', eventIdOf(number)) }, sk: { S: eventIdOf(number) } },
      UpdateExpression: 'SET #s = :retried, retried_at = :at',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':retried': { S: 'retried' }, ':at': { S: new Date(at).toISOString() } },
    }),
  )

describe('dead letters as issues', () => {
  it('are grouped by consumer and cause, with what one wants to know of each', async () => {
    await storeLetter(db!, deadLetter(1))
    await storeLetter(db!, deadLetter(2, { eventType: 'order.cancelled', aggregateId: 'ord_1' }))
    await storeLetter(db!, deadLetter(2, { eventType: 'order.cancelled', aggregateId: 'ord_1', messageId: 'again' }))
    await storeLetter(db!, deadLetter(3, { fingerprint: 'bbbbbbbbbbbbbbbb', errorType: 'TypeError' }))
    await storeLetter(db!, deadLetter(4, { consumer: 'inventory' }))
    const issues = await list()
    expect(issues.map(({ consumer, fingerprint, dead }) => [consumer, fingerprint, dead])).toEqual([
      ['payment', 'aaaaaaaaaaaaaaaa', 2],
      ['inventory', 'aaaaaaaaaaaaaaaa', 1],
      ['payment', 'bbbbbbbbbbbbbbbb', 1],
    ])
    expect(issues[0]).toMatchObject({
      state: 'open',
      errorType: 'PermanentError:NO_ACCOUNT',
      errorMessage: 'No account of cust_2',
      deaths: 3,
      aggregates: 1,
      eventTypes: ['order.cancelled', 'order.created'],
      firstSeen: new Date(START + 1).toISOString(),
      lastSeen: new Date(START + 2).toISOString(),
      lostAt: new Date((Math.ceil((START + 1) / 1000) + 365 * 86_400) * 1000).toISOString(),
    })
  })

  it.each<[string, LetterSelection, number[]]>([
    ['a consumer', { consumer: 'inventory' }, [4]],
    ['a cause', { fingerprint: 'bbbbbbbbbbbbbbbb' }, [3]],
    ['a cause of one consumer', { fingerprint: 'aaaaaaaaaaaaaaaa', consumer: 'payment' }, [1, 2]],
    ['a type', { eventType: 'order.cancelled' }, [2]],
    ['an aggregate', { aggregateId: 'ord_3' }, [3]],
    ['a time', { from: new Date(START + 2).toISOString(), to: new Date(START + 4).toISOString() }, [2, 3]],
    ['ids', { ids: [eventIdOf(1), eventIdOf(4)] }, [1, 4]],
  ])('can be narrowed to %s', async (_, selection, numbers) => {
    await storeLetter(db!, deadLetter(1))
    await storeLetter(db!, deadLetter(2, { eventType: 'order.cancelled' }))
    await storeLetter(db!, deadLetter(3, { fingerprint: 'bbbbbbbbbbbbbbbb' }))
    await storeLetter(db!, deadLetter(4, { consumer: 'inventory' }))
    const issues = await list(selection)
    expect(issues.reduce((sum, { dead }) => sum + dead, 0)).toBe(numbers.length)
  })

  it('tell of a letter that was sent again until its effect has happened; then it is closed, and the issue resolved', async () => {
    await storeLetter(db!, deadLetter(1))
    await retried(1, now)
    expect(await list()).toMatchObject([{ state: 'open', dead: 0, retried: 1, closed: 0 }])
    await mark(db!, `payment#${eventIdOf(1)}`, { expires_at: { N: String(now) } })
    expect(await list()).toMatchObject([{ state: 'resolved', dead: 0, retried: 0, closed: 1 }])
  })

  it('do not take silence for success: where the consumer leaves no markers, a letter is done when the consumer says so', async () => {
    await storeLetter(db!, deadLetter(1, { consumer: 'order-view' }))
    await db!.client.send(
      new UpdateItemCommand({
        TableName: testTables.deadLetters,
        Key: { pk: { S: shardedKey('order-view', eventIdOf(1)) }, sk: { S: eventIdOf(1) } },
        UpdateExpression: 'SET #s = :retried, retried_at = :at, sent_at = :at',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':retried': { S: 'retried' }, ':at': { S: new Date(now).toISOString() } },
      }),
    )
    now += quietSeconds(store().consumers.get('order-view')!) * 1000 + 1
    expect(await list()).toMatchObject([{ retried: 1, closed: 0 }])
    const done = { consumer: 'order-view', id: eventIdOf(1), at: now, doneAs: 'processed' } as const
    await resolveDeadLetterRecord(db!.client, testTables.deadLetters, done)
    expect(await list()).toMatchObject([{ retried: 0, closed: 1 }])
  })

  it('open again when a letter dies once more, with its new cause', async () => {
    await storeLetter(db!, deadLetter(1))
    await retried(1, now)
    await storeLetter(db!, deadLetter(1, { messageId: 'second', fingerprint: 'cccccccccccccccc', lastFailedAt: now }))
    expect(await list()).toMatchObject([{ fingerprint: 'cccccccccccccccc', state: 'open', dead: 1, deaths: 2 }])
  })
})

describe('the code in which an issue occurs', () => {
  it('is that of its first failure, whatever is deployed later', async () => {
    await storeLetter(db!, deadLetter(1, { codeRevision: 'first', thrownIn: 'charge (lambdas/payment/charge.ts)' }))
    await storeLetter(db!, deadLetter(2, { codeRevision: 'second' }))
    await storeLetter(db!, deadLetter(1, { codeRevision: 'third', messageId: 'again', lastFailedAt: now }))
    expect(await list()).toMatchObject([{ dead: 2, sinceCode: 'first' }])
    const [letter] = await lettersOfEvent(store(), eventIdOf(1), ['payment'])
    expect(letter).toMatchObject({ codeRevision: 'third', sinceCode: 'first' })
    const [details] = await readIssueDetails(store(), 'aaaaaaaaaaaaaaaa', undefined, 10)
    expect(details?.letters.map(({ sinceCode }) => sinceCode).toSorted()).toEqual(['first', 'second'])
  })

  it('is that of the new cause for a letter that dies of something else later', async () => {
    await storeLetter(db!, deadLetter(1, { codeRevision: 'first', thrownIn: 'charge (lambdas/payment/charge.ts)' }))
    const other = { fingerprint: 'cccccccccccccccc', messageId: 'again', errorStack: undefined, lastFailedAt: now }
    await storeLetter(db!, deadLetter(1, { ...other, codeRevision: 'second' }))
    expect(await list()).toMatchObject([{ sinceCode: 'second', thrownIn: undefined }])
    await storeLetter(db!, deadLetter(1, { ...other, messageId: 'third' }))
    const [letter] = await lettersOfEvent(store(), eventIdOf(1), ['payment'])
    expect(letter).toMatchObject({ codeRevision: undefined, sinceCode: undefined, errorStack: undefined })
  })

  it('is unknown where it was not written down', async () => {
    await storeLetter(db!, deadLetter(1))
    expect(await list()).toMatchObject([{ sinceCode: undefined }])
  })
})

describe('what a person has decided about an issue', () => {
  it('stays with a note until something else is decided', async () => {
    await storeLetter(db!, deadLetter(1))
    await decide({ state: 'acknowledged', note: 'accounts team looks' })
    await decide({ note: 'they deploy at noon' })
    expect(await list()).toMatchObject([{ state: 'acknowledged', note: 'they deploy at noon' }])
  })

  it('is over when a resolved one fails again later, and not by what had failed before', async () => {
    await storeLetter(db!, deadLetter(1))
    await decide({ state: 'resolved' })
    expect(await list()).toMatchObject([{ state: 'resolved', reopened: false }])
    await storeLetter(db!, deadLetter(2, { lastFailedAt: now + 1 }))
    expect(await list()).toMatchObject([{ state: 'open', reopened: true }])
  })

  it('never swallows another cause, nor the same cause of another consumer, when it is ignored', async () => {
    await storeLetter(db!, deadLetter(1))
    await decide({ state: 'ignored' })
    await storeLetter(db!, deadLetter(2, { lastFailedAt: now + 1 }))
    await storeLetter(db!, deadLetter(3, { fingerprint: 'bbbbbbbbbbbbbbbb' }))
    await storeLetter(db!, deadLetter(4, { consumer: 'inventory' }))
    expect((await list()).map(({ consumer, fingerprint, state }) => [consumer, fingerprint, state])).toEqual([
      ['inventory', 'aaaaaaaaaaaaaaaa', 'open'],
      ['payment', 'bbbbbbbbbbbbbbbb', 'open'],
      ['payment', 'aaaaaaaaaaaaaaaa', 'ignored'],
    ])
  })
})

describe('one issue', () => {
  it('is shown with the verdicts on its letters, its days, and the latest ones first', async () => {
    await storeLetters(
      db!,
      Array.from({ length: 30 }, (_, number) =>
        deadLetter(number, { lastFailedAt: START - (number % 3) * 86_400_000 }),
      ),
    )
    await mark(db!, `payment#${eventIdOf(7)}`, { expires_at: { N: String(now) } })
    const [details, ...others] = await readIssueDetails(store(), 'aaaaaaaaaaaaaaaa', undefined, 5)
    expect(others).toEqual([])
    expect(details!.verdicts).toEqual({ 'never-ran': 29, completed: 1 })
    expect(details!.days).toEqual([
      { day: '2026-04-28', letters: 10 },
      { day: '2026-04-27', letters: 10 },
      { day: '2026-04-26', letters: 10 },
    ])
    expect(details!.letters).toHaveLength(5)
    expect(new Set(details!.letters.map(({ lastFailedAt }) => lastFailedAt))).toEqual(
      new Set([new Date(START).toISOString()]),
    )
  })
})

describe('ten thousand dead letters', () => {
  it('are listed by few calls, whose answers hold neither bodies nor stacks', async () => {
    const body = JSON.stringify({ event_id: 'evt', data: 'x'.repeat(1000) })
    const letters = Array.from({ length: 2_000 }, (_, number) =>
      deadLetter(number, { body, fingerprint: `${number % 40}`.padStart(16, '0'), errorStack: 'at x\n'.repeat(100) }),
    )
    await storeLetters(db!, letters)
    db!.calls.length = 0
    let bytes = 0
    db!.client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        bytes += JSON.stringify((result.output as { Items?: unknown }).Items ?? []).length
        return result
      },
      { step: 'initialize', name: 'countsBytes' },
    )
    const issues = await list()
    expect(issues).toHaveLength(40)
    expect(issues.reduce((sum, { dead }) => sum + dead, 0)).toBe(letters.length)
    // Each segment of the scan ends with a page, and one megabyte of items is another.
    expect(db!.calls.length).toBeLessThanOrEqual(8 + 4 + 1)
    expect(bytes / letters.length).toBeLessThan(750)
  })
})
