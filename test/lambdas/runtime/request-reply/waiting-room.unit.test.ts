import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  dynamoWaitingRoom,
  type WaitingRoomOptions,
} from '../../../../lambdas/runtime/request-reply/dynamo-waiting-room.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'

let database: TestDynamoDb
let now = Date.parse('2026-04-28T10:30:00.000Z')
let service: string
let tests = 0
const problems: unknown[] = []

beforeAll(async () => {
  database = await startTestDynamoDb()
})
afterAll(() => database.close())
beforeEach(() => {
  service = `service-${tests++}`
  problems.length = 0
  database.calls.length = 0
})

const clock = { now: () => now }
const ids = createIds(clock, systemRandomBytes)
const puts = () => database.calls.filter((call) => call === 'PutItem').length

/** Each call is another instance of the function: they share nothing but the table. */
const instance = (places: number, overrides: Partial<WaitingRoomOptions> = {}) =>
  dynamoWaitingRoom({
    dynamo: database.client,
    table: testTables.processed,
    service,
    places,
    clock,
    random: () => 0.5,
    ids,
    onProblem: (error) => problems.push(error),
    ...overrides,
  })

describe('a waiting room', () => {
  it('never has more in it than places, whoever comes at once', async () => {
    const entered = await Promise.all(Array.from({ length: 12 }, () => instance(3).enter(10)))
    expect(entered.filter(Boolean)).toHaveLength(3)
  })

  it('has a place again as soon as somebody has left', async () => {
    const [first] = [await instance(1).enter(10)]
    expect(await instance(1).enter(10)).toBeUndefined()
    await first?.leave()
    expect(await instance(1).enter(10)).toBeDefined()
    expect(problems).toEqual([])
  })

  it('has a place again when the time of somebody who died is up, who then takes nothing from his successor', async () => {
    const dead = await instance(1).enter(10)
    now += 11_999
    expect(await instance(1).enter(10), 'the time and two seconds').toBeUndefined()
    now += 2
    expect(await instance(1).enter(10)).toBeDefined()
    await dead?.leave()
    expect(await instance(1).enter(10)).toBeUndefined()
    expect(problems).toEqual([])
  })

  it('knows the place that it has taken when the answer to that was lost', async () => {
    database.faults.push('lose-answer')
    expect(await instance(1).enter(10)).toBeDefined()
    expect(puts()).toBe(2)
  })

  it('is not asked again at once by an instance that has found it full', async () => {
    await instance(1).enter(10)
    const room = instance(1)
    expect(await room.enter(10)).toBeUndefined()
    const before = puts()
    expect(await room.enter(10)).toBeUndefined()
    expect(puts()).toBe(before)
    now += 500
    await room.enter(10)
    expect(puts()).toBe(before + 1)
  })

  it('looks at five places at most', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, place) => takenBySomebody(place)))
    database.calls.length = 0
    expect(await instance(200).enter(10)).toBeUndefined()
    expect(puts()).toBe(5)
  })

  it('with no places asks nobody', async () => {
    expect(await instance(0).enter(10)).toBeUndefined()
    expect(puts()).toBe(0)
  })

  it('that cannot be asked lets nobody wait, and fails nobody', async () => {
    const dynamo = { send: () => Promise.reject(new Error('away')) }
    expect(await instance(3, { dynamo }).enter(10)).toBeUndefined()
    expect(problems).toMatchObject([{ message: 'away' }])
  })
})

const takenBySomebody = (place: number) =>
  database.client.send(
    new PutItemCommand({
      TableName: testTables.processed,
      Item: {
        pk: { S: `waiting:${service}#${place}` },
        holder: { S: 'somebody' },
        held_until: { N: String(now + 60_000) },
      },
    }),
  )
