import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { PutItemCommand, type ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalogOf } from '../../../events/decode.ts'
import { defineEvent } from '../../../events/define-event.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { defineAggregate } from '../../../lambdas/runtime/aggregate/aggregate.ts'
import type { ClaimStore } from '../../../lambdas/runtime/claim-check/claim-store.ts'
import { toEventItem } from '../../../lambdas/runtime/event-store/event-item.ts'
import { digestOfCode } from '../../../ops/contracts/verify/code-digest.ts'
import { beginning, readProgress, writeProgress } from '../../../ops/contracts/verify/progress.ts'
import { describeFinishedBefore, describeTally } from '../../../ops/contracts/verify/report.ts'
import { type VerifyEventsOptions, verifyEvents } from '../../../ops/contracts/verify/verify-events.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { testEventId } from '../../support/events.ts'
import { MemoryClaims } from '../../support/memory-claims.ts'

const claims = new MemoryClaims()

const described = { aggregate: 'parcel', producer: 'parcel-service', meaning: 'A parcel.' } as const
const parcelSent = defineEvent({
  ...described,
  type: 'parcel.sent',
  claimCheck: true,
  schema: z.object({ weight: z.number(), to: z.optional(z.string()) }),
  example: { weight: 1 },
}).evolve({
  schema: z.object({ grams: z.int().check(z.positive()), to: z.optional(z.string()) }),
  example: { grams: 1000 },
  upcast: ({ weight, ...same }) => ({ grams: weight * 1000, ...same }),
})
const parcelLost = defineEvent({ ...described, type: 'parcel.lost', schema: z.object({}), example: {} })

const parcel = defineAggregate({
  type: 'parcel',
  events: [parcelSent, parcelLost],
  stateVersion: 1,
  initial: { grams: 0 },
  decide: () => [],
  evolve: (state, event) => {
    if (event.event_type === 'parcel.lost' && state.grams === 0) throw new Error('lost before it was sent')
    return { grams: event.event_type === 'parcel.sent' ? event.data.grams : 0 }
  },
})

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

let number = 0
/** One event of a stream of its own, unless an id is given. */
const stored = (type: string, data: object, change: Partial<EventEnvelope> = {}): EventEnvelope => {
  const aggregate_id = `p${++number}`
  const metadata = { source: 'parcel-service', correlation_id: 'req_1', causation_id: 'req_1' }
  const timestamp = '2026-01-01T00:00:00.000Z'
  const event = { event_id: testEventId(number), event_type: type, version: 1, timestamp, aggregate_type: 'parcel' }
  return { ...event, aggregate_id, sequence: 1, data: data as EventEnvelope['data'], metadata, ...change }
}

const put = (event: EventEnvelope, other: object = {}) =>
  dynamo.client.send(new PutItemCommand({ TableName: testTables.events, Item: { ...toEventItem(event), ...other } }))

/** What Node offers as `gc` where it was started with `--expose-gc`. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

const verify = (progress = beginning(testTables.events, 3), more: Partial<VerifyEventsOptions> = {}) =>
  verifyEvents({
    client: dynamo.client,
    eventTable: testTables.events,
    catalog: catalogOf([parcelSent, parcelLost]),
    claims,
    aggregates: [parcel],
    readModels: [],
    progress,
    signal: new AbortController().signal,
    onPage: () => {},
    ...more,
  })

describe('verifying what is stored', () => {
  const good = [
    stored('parcel.sent', { weight: 2 }),
    stored('parcel.sent', { grams: 2000 }, { version: 2 }),
    stored('parcel.sent', { grams: 1 }, { version: 2, aggregate_id: 'several' }),
    stored('parcel.lost', {}, { aggregate_id: 'several', sequence: 2 }),
  ]
  const lost = { sha256: 'f'.repeat(64), bytes: 250_000 }
  const bad: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['DATA_INVALID', '/data/weight', () => put(stored('parcel.sent', { weight: 'heavy' }))],
    ['UPCAST_INVALID', '/data/grams', () => put(stored('parcel.sent', { weight: 0.0001 }))],
    ['VERSION_UNKNOWN', 'known: 1, 2', () => put(stored('parcel.sent', {}, { version: 9 }))],
    ['TYPE_UNKNOWN', 'known are 2 other types', () => put(stored('parcel.eaten', {}))],
    ['KEY_MISMATCH', 'not that of its key', () => put(stored('parcel.sent', { weight: 1 }), { sk: { N: '5' } })],
    ['NOT_AN_EVENT', 'it is not JSON', () => put(stored('parcel.sent', { weight: 1 }), { event: { S: '{' } })],
    ['NOT_AN_EVENT', 'no text "event"', () => put(stored('parcel.sent', { weight: 1 }), { event: { N: '1' } })],
    [
      'NOT_AN_EVENT',
      'it is not JSON',
      () => put(stored('parcel.sent', {}), { event: { S: '{"data_ref":{"sha256":' } }),
    ],
    ['NOT_AN_EVENT', '/data', () => put(stored('parcel.sent', [] as object))],
    ['NOT_AN_EVENT', '/timestamp', () => put(stored('parcel.sent', {}, { timestamp: 'yesterday' }))],
    ['CLAIM_MISSING', 'not in the bucket', () => put(stored('parcel.sent', {}, { data_ref: lost }))],
    ['CLAIM_UNDECLARED', 'does not declare', () => put(stored('parcel.lost', {}, { data_ref: lost }))],
    ['GAP', 'missing', () => put(stored('parcel.sent', { weight: 1 }, { sequence: 3 }))],
    ['FOLD_FAILED', 'the aggregate parcel: lost before it was sent', () => put(stored('parcel.lost', {}))],
  ]

  beforeEach(async () => {
    for (const event of good) await put(event)
  })

  it('reads old and new versions, and counts what is stored of each', async () => {
    expect(await verify()).toEqual({
      events: 4,
      stored: { 'parcel.sent version 1': 1, 'parcel.sent version 2': 2, 'parcel.lost version 1': 1 },
      faults: [],
      further: 0,
    })
  })

  it('names each fault by code, type, version and reason, with examples', async () => {
    for (const [, , store] of bad) await store()
    await put(stored('parcel.sent', { weight: 'light' }))
    const { events, faults } = await verify()
    expect(events).toBe(good.length + bad.length + 1)
    for (const [code, reason] of bad) {
      expect(faults).toContainEqual(expect.objectContaining({ code, reason: expect.stringContaining(reason) }))
    }
    // Two of them are damaged alike.
    expect(faults.length).toBe(bad.length - 1)
    expect(faults.find(({ code }) => code === 'DATA_INVALID')).toMatchObject({ count: 2, of: 'parcel.sent version 1' })
  })

  it('reads the data of a large event where it stands', async () => {
    const large = stored('parcel.sent', {}, { data_ref: { sha256: 'e'.repeat(64), bytes: 12 } })
    await put(large)
    claims.objects.set(`type=parcel/id=${large.aggregate_id}/${'e'.repeat(64)}.json`, '{"weight":2}')
    expect((await verify()).faults.flatMap(({ examples }) => examples)).not.toContain(large.event_id)
    claims.objects.clear()
    expect((await verify()).faults).toContainEqual(
      expect.objectContaining({
        code: 'CLAIM_MISSING',
        of: 'parcel.sent version 1',
        examples: expect.arrayContaining([large.event_id]),
      }),
    )
  })

  it('holds no more data of large events at a time than a few may have, however many there are', async () => {
    const data_ref = { sha256: 'd'.repeat(64), bytes: 9_000_000 }
    const onePage = {
      send: async ({ input: { Segment } }: ScanCommand) => ({
        Items: [toEventItem(stored('parcel.sent', {}, { data_ref, aggregate_id: `s${Segment}` }))],
      }),
    }
    let [held, most] = [0, 0]
    const counting: ClaimStore = {
      put: async () => {},
      get: async () => {
        most = Math.max(most, ++held)
        await new Promise(setImmediate)
        held--
        return '{"weight":2}'
      },
    }
    const tally = await verify(beginning(testTables.events, 30), { claims: counting, client: onePage as never })
    expect(tally).toMatchObject({ events: 30, faults: [] })
    expect(most).toBe(4)
  })

  it('counts a page once, where the bucket was away in the middle of it and the verification goes on later', async () => {
    // Together more than is held at a time, so that the second is asked for after the first was judged.
    const large = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      toEventItem(
        stored(
          'parcel.sent',
          {},
          { data_ref: { sha256: name.repeat(64), bytes: 9_000_000 }, aggregate_id: `away-${name}` },
        ),
      ),
    )
    const onePage = { send: async () => ({ Items: large }) }
    let isAway = true
    const away: ClaimStore = {
      put: async () => {},
      get: async (key) => {
        if (isAway && JSON.stringify(key).includes('eeee')) throw new Error('the bucket is away')
        return '{"weight":"heavy"}'
      },
    }
    const progress = beginning(testTables.events, 1)
    const run = () => verify(progress, { claims: away, client: onePage as never })
    await expect(run()).rejects.toThrow('the bucket is away')
    expect(progress.tally).toMatchObject({ events: 0, stored: {}, faults: [] })
    isAway = false
    const { events, faults } = await run()
    expect({ events, failures: faults.map(({ count }) => count) }).toEqual({ events: 5, failures: [5] })
  })

  it('holds as little of small ones: what it has judged is let go', async () => {
    const page = Array.from({ length: 100 }, (_, index) =>
      toEventItem(stored('parcel.sent', { weight: 1, to: 'x'.repeat(4000) }, { aggregate_id: `m${index}` })),
    )
    const used: number[] = []
    const afterPages = async (pages: number) => {
      let sent = 0
      const endless = {
        send: async () => ({
          Items: structuredClone(page),
          ...(++sent < pages && { LastEvaluatedKey: { pk: { S: 'x' }, sk: { N: String(sent) } } }),
        }),
      }
      const { events } = await verify(beginning(testTables.events, 1), { client: endless as never })
      collectGarbage()
      used.push(process.memoryUsage().heapUsed)
      return events
    }
    await afterPages(5)
    expect(await afterPages(5)).toBe(500)
    expect(await afterPages(100)).toBe(10_000)
    // The events of the last run alone have 40 MB.
    expect(used[2]! - used[1]!).toBeLessThan(10_000_000)
  })

  it('judges only so many of each version as a sample', async () => {
    const tally = await verify(undefined, { sample: 1 })
    expect(Object.values(tally.stored).every((count) => count <= 1)).toBe(true)
    expect(tally.faults.map(({ code }) => code)).not.toContain('GAP')
  })

  it('goes on where it was stopped, within a stream, too, and ends with the same', async () => {
    for (const sequence of [1, 2, 4, 5])
      await put(stored('parcel.sent', { weight: 1 }, { aggregate_id: 'gap', sequence }))
    for (const [index, type] of ['sent', 'sent', 'lost', 'lost'].entries()) {
      const data = type === 'sent' ? { weight: 1 } : {}
      await put(stored(`parcel.${type}`, data, { aggregate_id: 'lost-twice', sequence: index + 1 }))
    }
    const whole = await verify(beginning(testTables.events, 1))
    const codes = whole.faults.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['GAP', 'FOLD_FAILED']))
    const directory = await mkdtemp(join(tmpdir(), 'verify-'))
    const path = join(directory, 'progress.json')
    const progress = beginning(testTables.events, 1)
    const page = { ...dynamo.client, send: (command: never) => sendPage(command) }
    const sendPage = (command: { input: { Limit?: number } }) => {
      command.input.Limit = 1
      return dynamo.client.send(command as never)
    }
    for (;;) {
      // Every page is the last one of its run.
      const stop = new AbortController()
      const onPage = () => stop.abort(new Error('stopped'))
      const before = (await readProgress(path, testTables.events, 'code')) ?? progress
      const run = verifyEvents({
        client: page as never,
        eventTable: testTables.events,
        catalog: catalogOf([parcelSent, parcelLost]),
        claims,
        aggregates: [parcel],
        readModels: [],
        progress: before,
        signal: stop.signal,
        onPage,
      })
      await run.catch((error: Error) => expect(error.message).toBe('stopped'))
      await writeProgress(path, before)
      if (before.places.every(({ isDone }) => isDone)) {
        expect(before.tally).toEqual(whole)
        break
      }
    }
    await rm(directory, { recursive: true })
  })

  it.each([
    ['{', /damaged/],
    ['{}', /damaged/],
    [JSON.stringify({ ...beginning('other', 1) }), /belongs to a verification of other/],
    [
      JSON.stringify(beginning(testTables.events, 1, 'older')),
      /by other code: files of events\/ or lambdas\/ have changed/,
    ],
    [JSON.stringify({ ...beginning(testTables.events, 1), places: [{ cursor: 'x', isDone: false }] }), /damaged/],
    [JSON.stringify({ ...beginning(testTables.events, 1), places: [{ cursor: '{}', isDone: false }] }), /damaged/],
  ])('refuses a checkpoint that is not its own: %s', async (text, message) => {
    const directory = await mkdtemp(join(tmpdir(), 'verify-'))
    await writeFile(join(directory, 'x.json'), text)
    await expect(readProgress(join(directory, 'x.json'), testTables.events, 'code')).rejects.toThrow(message)
    await rm(directory, { recursive: true })
  })

  it('knows code that may judge otherwise: another schema, upcast, fold, or whatever a fold imports', async () => {
    const root = await mkdtemp(join(tmpdir(), 'verify-'))
    const write = async (file: string, text: string) => {
      await mkdir(join(root, file, '..'), { recursive: true })
      await writeFile(join(root, file), text)
    }
    await write('events/order.ts', 'schema')
    await write('lambdas/order/aggregate.ts', 'fold')
    await write('lambdas/order/totals.ts', 'total')
    const digest = await digestOfCode(root)
    await write('lambdas/order/README.md', 'a text')
    expect(await digestOfCode(root)).toBe(digest)
    for (const file of ['events/order.ts', 'lambdas/order/totals.ts', 'lambdas/order/new.ts']) {
      const before = await digestOfCode(root)
      await write(file, 'other')
      expect(await digestOfCode(root), file).not.toBe(before)
    }
    await rm(root, { recursive: true })
    expect(await digestOfCode()).toBe(await digestOfCode())
  })

  it('says that it has read nothing where its checkpoint had come to its end before', () => {
    const found = { events: 5000, stored: { 'parcel.lost version 1': 5000 }, faults: [], further: 0 }
    const text = describeFinishedBefore(found, 'verify.json', '2026-11-26T10:00:00.000Z')
    expect(text).toMatch(/parcel\.lost version 1 {2} +5,000\n/)
    expect(text).toMatch(
      /Nothing was read now: the verification of verify\.json has come to its end before and had begun at 2026-11-26T10:00:00\.000Z\./,
    )
    expect(text).toMatch(/5,000 events then: all of them could be read\.\n$/)
    expect(describeFinishedBefore({ ...found, further: 2 }, 'verify.json', undefined)).toMatch(/then: 2 FAIL\.\n$/)
  })

  it('says that nothing is stored, and names the table, rather than that all of it can be read', () => {
    expect(describeTally({ events: 0, stored: {}, faults: [], further: 0 }, 'shop-events', 1, 0)).toBe(
      'Nothing is stored in shop-events, so there was nothing to verify.\n',
    )
    const before = describeFinishedBefore({ events: 0, stored: {}, faults: [], further: 0 }, 'verify.json', undefined)
    expect(before).toMatch(/delete it\.\nNothing was stored then\.\n$/)
  })

  it('says what it found', () => {
    const fault = {
      code: 'GAP',
      of: 'parcel.lost version 1',
      reason: 'one is missing',
      count: 1200,
      examples: ['evt_1'],
    }
    const text = describeTally(
      { events: 5000, stored: { 'parcel.lost version 1': 5000 }, faults: [fault], further: 2 },
      'shop-events',
      2,
      4000,
    )
    expect(text).toMatch(/parcel\.lost version 1 {2} +5,000\n/)
    expect(text).toMatch(/GAP {2}parcel\.lost version 1: 1,200 {2}one is missing\n/)
    expect(text).toMatch(/5,000 events of shop-events, 2\.0 s, 2,000\/s: 1,202 FAIL\.\n$/)
  })
})
