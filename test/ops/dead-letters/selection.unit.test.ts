import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertMatches, assertTypeKnown } from '../../../ops/dead-letters/commands/assert-matches.ts'
import { selectionFrom } from '../../../ops/dead-letters/commands/selection-options.ts'
import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { hasWork, needsSomebody } from '../../../ops/dead-letters/issues/needs-somebody.ts'
import type { LetterSelection } from '../../../ops/dead-letters/letters/selection.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { deadLetter, START, storeLetter, storeOf } from './kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
  await storeLetter(db, deadLetter(1))
})
afterAll(() => db.close())

describe('a selection that nothing is to be done with', () => {
  const matches = (selection: LetterSelection) =>
    assertMatches(storeOf(db, () => START) as DeadLetterEnvironment, selection)

  it.each<[LetterSelection, string]>([
    [{ ids: ['evt_nobody'] }, 'No dead letter has the id evt_nobody.'],
    [
      { consumer: 'payment', fingerprint: 'eeeeeeeeeeeeeeee', aggregateId: 'ord_1' },
      'No dead letter of payment has the fingerprint eeeeeeeeeeeeeeee and the aggregate ord_1.',
    ],
    [{ eventType: 'Order.Created' }, 'No dead letter has the type Order.Created. Did you mean order.created? '],
  ])('is a slip if no letter is like %j', async (selection, told) => {
    await expect(matches(selection)).rejects.toThrow(told)
  })

  it('is done with if there are letters like that, or if it names nothing but a consumer and times', async () => {
    await matches({ eventType: 'order.created', from: '2030-01-01T00:00:00.000Z' })
    await matches({ consumer: 'audit', from: '2030-01-01T00:00:00.000Z' })
  })

  it('is read without the spaces that come with what is copied', () => {
    const given = { id: [' evt_1 '], type: 'order.created ', aggregate: ' ord_1', fingerprint: '3f9c0a51d2e84b67 ' }
    expect(selectionFrom(given, START)).toEqual({
      ids: ['evt_1'],
      eventType: 'order.created',
      aggregateId: 'ord_1',
      fingerprint: '3f9c0a51d2e84b67',
    })
  })
})

describe('a list that is empty', () => {
  const isKnown = (selection: LetterSelection) =>
    assertTypeKnown(storeOf(db, () => START) as DeadLetterEnvironment, selection)

  it('is no answer to a type that is mistyped', async () => {
    await expect(isKnown({ eventType: 'order.creatd', consumer: 'payment' })).rejects.toThrow(
      'No dead letter has the type order.creatd. Did you mean order.created? ',
    )
  })

  it('is one to a type that is declared, and to an id or aggregate of which nothing has died', async () => {
    await isKnown({ eventType: 'order.cancelled' })
    await isKnown({ aggregateId: 'ord_nobody', ids: ['evt_nobody'] })
  })
})

describe('an issue waits for a person', () => {
  it.each<[Parameters<typeof needsSomebody>[0], boolean, string]>([
    [{ state: 'open', dead: 1, retried: 0 }, true, 'as long as letters of it wait'],
    [{ state: 'open', dead: 0, retried: 1 }, true, 'or were sent again and are not known to be done'],
    [{ state: 'resolved', dead: 2, retried: 0 }, true, 'though somebody has called it resolved'],
    [{ state: 'acknowledged', dead: 0, retried: 0 }, false, 'but not when all of it has been dealt with'],
    [{ state: 'ignored', dead: 3, retried: 0 }, false, 'and not when somebody has said to leave it alone'],
  ])('%j: %s, %s', (issue, expected) => {
    expect(needsSomebody(issue)).toBe(expected)
    expect(hasWork(issue)).toBe(issue.dead + issue.retried > 0)
  })
})
