import { BatchWriteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readItems } from '../../../ops/bulk-operations/items.ts'
import type { OperationItem } from '../../../ops/bulk-operations/operation.ts'
import { READERS } from '../../../ops/dead-letters/letters/read-letters.ts'
import { createRetry } from '../../../ops/dead-letters/retry/create-retry.ts'
import { StepOutcomes } from '../../../ops/dead-letters/retry/stop-rules.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { deadLetter, START, storeLetters, storeOf } from './kit.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const LETTERS = 2_000
/** What readers read in one call, as a plan asks for it. */
const PAGE = 100

/** Counts the letters that were read and not yet written into the plan. */
function gauged(client: DynamoDBClient) {
  const gauge = { held: 0, most: 0, written: 0 }
  const send = async (command: object) => {
    const answer = await client.send(command as QueryCommand)
    if (command instanceof QueryCommand && command.input.TableName === testTables.deadLetters) {
      gauge.held += answer.Items?.length ?? 0
      gauge.most = Math.max(gauge.most, gauge.held)
    }
    if (command instanceof BatchWriteItemCommand) {
      const puts = command.input.RequestItems?.[testTables.operations]?.length ?? 0
      gauge.held -= puts
      gauge.written += puts
    }
    return answer
  }
  const counting = new Proxy(client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name, target)),
  })
  return { gauge, client: counting }
}

describe('a retry of thousands of letters', () => {
  it('holds some pages of them at a time while it is planned, and has them in order all the same', async () => {
    await storeLetters(
      db,
      Array.from({ length: LETTERS }, (_, number) => deadLetter(number)),
    )
    const { gauge, client } = gauged(db.client)
    const options = { selection: { consumer: 'payment' }, again: true, rate: 500, stopShare: 0 }
    const by = { id: 'op_1', by: 'anna', createdAt: new Date(START).toISOString() }
    const operation = await createRetry(
      storeOf({ client }, () => START),
      { ...by, ...options },
    )
    expect(operation).toMatchObject({ total: LETTERS, steps: [1, 6, 31, LETTERS] })
    expect(gauge.written).toBe(LETTERS)
    expect(gauge.most).toBeLessThanOrEqual(READERS * PAGE)
    let last = ''
    let count = 0
    for await (const { number, letterId } of readItems(
      storeOf(db, () => START),
      'op_1',
    )) {
      expect(number).toBe(++count)
      expect(letterId > last).toBe(true)
      last = letterId
    }
    expect(count).toBe(LETTERS)
  })

  it('remembers of the outcomes of a step how many there were, and not each of them', () => {
    const outcomes = new StepOutcomes({ knownCauses: ['payment#known'] })
    const item = (number: number) =>
      ({ number, consumer: 'payment', fingerprint: 'known', state: number % 3 ? 'resolved' : 'died' }) as OperationItem
    const sizeAfter = (count: number) => {
      for (let added = 0; added < count; added++) outcomes.add(item(1_000 + (added % 3)))
      return JSON.stringify(outcomes).length
    }
    const small = sizeAfter(1_000)
    // The numbers have one digit more.
    expect(sizeAfter(9_000)).toBeLessThanOrEqual(small + 2)
    expect(outcomes).toMatchObject({ known: 10_000, stranger: undefined })
  })
})
