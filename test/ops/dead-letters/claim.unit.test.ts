import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { shardedKey } from '../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import type { OperationItem } from '../../../ops/bulk-operations/operation.ts'
import { lettersOfEvent } from '../../../ops/dead-letters/letters/find-letters.ts'
import {
  type ClaimableLetter,
  type ClaimEnvironment,
  claimLetters,
  settleLetters,
} from '../../../ops/dead-letters/retry/claim-letters.ts'
import { updateTogether } from '../../../ops/dead-letters/retry/update-together.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { deadLetter, eventIdOf, START, storeLetter, storeOf } from './kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())
beforeEach(() => {
  db.calls.length = 0
})

const claiming = (operationId = 'op_1', owner = `tool of ${operationId}`): ClaimEnvironment => ({
  ...storeOf(db, () => START + 60_000),
  operationId,
  owner,
  pause: async () => {},
})

let next = 1
async function dead(count: number, consumer = 'payment'): Promise<ClaimableLetter[]> {
  const letters = Array.from({ length: count }, () => deadLetter(0, { consumer, id: eventIdOf(next++) }))
  for (const letter of letters) await storeLetter(db, letter)
  db.calls.length = 0
  return letters.map(({ id, lastFailedAt, fingerprint }, index): ClaimableLetter => {
    const item: OperationItem = {
      number: index + 1,
      sortKey: '',
      consumer,
      letterId: id,
      key: { pk: shardedKey(consumer, id), sk: id },
      fingerprint,
      failedAt: new Date(lastFailedAt).toISOString(),
      verdict: 'never-ran',
      state: 'planned',
    }
    return { item, bodyBytes: 100 }
  })
}
const statusesOf = async (letters: readonly ClaimableLetter[]) =>
  (await Promise.all(letters.map(({ item }) => lettersOfEvent(claiming(), item.letterId, [item.consumer])))).map(
    ([letter]) => letter?.status,
  )

describe('letters that are claimed together', () => {
  it('take few calls', async () => {
    const letters = await dead(60)
    expect(new Set((await claimLetters(claiming(), letters)).map(({ kind }) => kind))).toEqual(new Set(['claimed']))
    expect(db.calls).toEqual(['TransactWriteItems', 'TransactWriteItems', 'TransactWriteItems'])
    await settleLetters(claiming(), letters, 'resolved')
    expect(new Set(await statusesOf(letters))).toEqual(new Set(['resolved']))
  })

  it('are each claimed or refused by itself: one that somebody else has keeps up none of the others', async () => {
    const letters = await dead(3)
    await claimLetters(claiming('op_other'), letters.slice(1, 2))
    expect(await claimLetters(claiming(), letters)).toMatchObject([
      { kind: 'claimed' },
      { kind: 'refused', letter: { operationId: 'op_other', status: 'retried' } },
      { kind: 'claimed' },
    ])
  })

  it('are claimed once of two operations that come at the same time', async () => {
    const letters = await dead(40)
    const both = await Promise.all([claimLetters(claiming('op_1'), letters), claimLetters(claiming('op_2'), letters)])
    for (const index of letters.keys()) {
      expect(both.map((claims) => claims[index]?.kind).toSorted()).toEqual(['claimed', 'refused'])
    }
  })

  it('may be claimed again by their own operation, which was killed', async () => {
    const letters = await dead(3)
    await claimLetters(claiming(), letters.slice(0, 2))
    expect((await claimLetters(claiming(), letters)).map(({ kind }) => kind)).toEqual(['claimed', 'claimed', 'claimed'])
  })

  it('are not claimed again where the consumer promises at most once: they may have been sent', async () => {
    const letters = await dead(2, 'analytics')
    await claimLetters(claiming(), letters)
    const another = claiming('op_1', 'tool that resumes')
    expect((await claimLetters(another, letters)).map(({ kind }) => kind)).toEqual(['refused', 'refused'])
  })

  it('are claimed by a call that the SDK repeats because its answer was lost', async () => {
    const letters = await dead(1, 'analytics')
    db.faults.push('lose-answer')
    expect((await claimLetters(claiming(), letters)).map(({ kind }) => kind)).toEqual(['claimed'])
    expect(db.calls).toEqual(['UpdateItem', 'UpdateItem'])
  })

  it('of large bodies do not exceed what a transaction takes', async () => {
    const letters = (await dead(20)).map((letter) => ({ ...letter, bodyBytes: 300 * 1024 }))
    await claimLetters(claiming(), letters)
    expect(db.calls.length).toBe(3)
  })

  it('are tried again while another transaction is at one of them', async () => {
    const pauses: number[] = []
    const conflict = Object.assign(new Error('busy'), { name: 'TransactionConflictException' })
    const answers = [conflict, conflict, undefined]
    const dynamo = {
      send: async () => {
        const answer = answers.shift()
        if (answer) throw answer
      },
    } as unknown as Pick<ClaimEnvironment['dynamo'], 'send'>
    const pause = async (milliseconds: number) => void pauses.push(milliseconds)
    const update = { TableName: 't', Key: {}, UpdateExpression: 'SET a = :a', ConditionExpression: 'b = :b' }
    expect(await updateTogether({ dynamo, pause }, [{ update, bytes: 1 }])).toEqual([{ kind: 'done' }])
    expect(pauses).toEqual([50, 100])
  })
})
