import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { allKeysOf, DEAD_LETTER_SHARDS, shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { saveDeadLetterRecord } from '../../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { deadLettersOfCause, deadLettersOfConsumer } from '../../../../lambdas/runtime/dead-letter/read-dead-letters.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

/** A cause of each test's own: they share the table. */
let cause = 0
beforeEach(() => {
  cause += 1
})

const table = testTables.deadLetters
const reader = () => ({ dynamo: dynamo.client, table })
const consumer = () => `consumer-${cause}`
const fingerprint = () => `cause${cause}`
const eventId = (number: number) => `evt_01980c1e-7b0a-7cc3-8f0e-${String(number).padStart(12, '0')}`

const letter = (number: number, overrides: Partial<DeadLetter> = {}): DeadLetter => ({
  consumer: consumer(),
  id: eventId(number),
  eventId: eventId(number),
  eventType: 'order.created',
  aggregateId: 'ord_1',
  correlationId: 'req_1',
  causationId: undefined,
  messageId: `m-${number}`,
  groupId: undefined,
  errorType: 'TransientError:DOWN',
  errorMessage: 'not now',
  errorStack: undefined,
  fingerprint: fingerprint(),
  attempts: 6,
  firstFailedAt: number,
  lastFailedAt: 1000 + number,
  body: '{}',
  ...overrides,
})

const save = (letters: readonly DeadLetter[]) =>
  Promise.all(letters.map((one) => saveDeadLetterRecord(dynamo.client, table, one)))
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('when every event of a consumer dies of the same cause', () => {
  it('no key of the table or its index takes more than twice its share of the writes', () => {
    const letters = 16_000
    for (const key of [consumer(), fingerprint()]) {
      const perKey = Map.groupBy(numbers(letters), (number) => shardedKey(key, eventId(number)))
      expect(perKey.size).toBe(DEAD_LETTER_SHARDS)
      expect(Math.max(...[...perKey.values()].map((own) => own.length))).toBeLessThan(
        (2 * letters) / DEAD_LETTER_SHARDS,
      )
    }
  })

  it('they are written under these keys', async () => {
    await save(numbers(40).map((number) => letter(number)))
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: table }))
    const own = Items.filter(({ pk }) => pk?.S?.startsWith(`${consumer()}#`))
    expect(own).toHaveLength(40)
    expect(new Set(own.map(({ pk }) => pk?.S)).size).toBeGreaterThan(DEAD_LETTER_SHARDS / 2)
    expect(new Set(own.map((item) => item.fingerprint?.S)).size).toBeGreaterThan(DEAD_LETTER_SHARDS / 2)
  })

  it('all are found by consumer and by cause, those that failed last first', async () => {
    await save(numbers(40).map((number) => letter(number)))
    await save([letter(1, { consumer: `${consumer()}-other` }), letter(2, { fingerprint: 'othercause' })])
    const expected = numbers(40).map(eventId).reverse()
    const ofConsumer = await deadLettersOfConsumer(reader(), consumer())
    expect(ofConsumer.map(({ id }) => id)).toEqual(expected)
    expect(ofConsumer[0]).toMatchObject({ consumer: consumer(), fingerprint: fingerprint(), deaths: 1 })
    const ofCause = await deadLettersOfCause(reader(), fingerprint())
    expect(ofCause.map((one) => [one.consumer, one.id])).toEqual(
      expect.arrayContaining([
        [`${consumer()}-other`, eventId(1)],
        [consumer(), eventId(39)],
      ]),
    )
    expect(ofCause).toHaveLength(40)
  })

  it('an event that dies again keeps its one record', async () => {
    await save([letter(7)])
    await save([letter(7, { messageId: 'put-back', lastFailedAt: 5000 })])
    expect(await deadLettersOfConsumer(reader(), consumer())).toMatchObject([
      {
        id: eventId(7),
        deaths: 2,
        firstFailedAt: '1970-01-01T00:00:00.007Z',
        lastFailedAt: '1970-01-01T00:00:05.000Z',
      },
    ])
  })
})

describe('a record from before there were shards', () => {
  const putOld = (number: number) =>
    dynamo.client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: consumer() },
          sk: { S: eventId(number) },
          fingerprint: { S: fingerprint() },
          first_failed_at: { S: '1969-01-01T00:00:00.000Z' },
          last_failed_at: { S: '1969-01-01T00:00:01.000Z' },
          deaths: { N: '3' },
        },
      }),
    )

  it('is still found by its consumer and by its cause', async () => {
    await putOld(1)
    const old = { consumer: consumer(), id: eventId(1), fingerprint: fingerprint(), deaths: 3 }
    expect(await deadLettersOfConsumer(reader(), consumer())).toMatchObject([old])
    expect(await deadLettersOfCause(reader(), fingerprint())).toMatchObject([old])
  })

  it('is told as one with the record of a later death of its event', async () => {
    await putOld(1)
    await save([letter(1)])
    expect(await deadLettersOfConsumer(reader(), consumer())).toMatchObject([
      { deaths: 4, firstFailedAt: '1969-01-01T00:00:00.000Z', lastFailedAt: '1970-01-01T00:00:01.001Z' },
    ])
  })

  it('has the first of all keys that are asked', () => {
    expect(allKeysOf('payment').slice(0, 3)).toEqual(['payment', 'payment#00', 'payment#01'])
  })
})

it('a reader follows every page', async () => {
  const body = 'x'.repeat(290 * 1024)
  const inOneShard = numbers(200).filter((number) => shardedKey('', eventId(number)) === '#03')
  expect(inOneShard.length).toBeGreaterThan(4)
  await save(inOneShard.map((number) => letter(number, { body })))
  expect(await deadLettersOfConsumer(reader(), consumer())).toHaveLength(inOneShard.length)
})
