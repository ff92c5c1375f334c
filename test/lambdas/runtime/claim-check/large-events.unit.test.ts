import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalogOf, decodeEvent } from '../../../../events/decode.ts'
import { defineEvent } from '../../../../events/define-event.ts'
import type { EventEnvelope } from '../../../../events/envelope.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { checkOut } from '../../../../lambdas/runtime/claim-check/check-out.ts'
import { MAX_CLAIM_BYTES } from '../../../../lambdas/runtime/claim-check/claim-store.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { defineOutboundSubscription } from '../../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { commitUnits } from '../../../../lambdas/runtime/effects/commit-units.ts'
import { Effects } from '../../../../lambdas/runtime/effects/effects.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import { MAX_EVENT_BYTES } from '../../../../lambdas/runtime/event-store/event-item.ts'
import type { EventPage } from '../../../../lambdas/runtime/event-store/event-storage.ts'
import { createMemoryEventStorage } from '../../../../lambdas/runtime/event-store/memory-event-storage.ts'
import { mergeByTime } from '../../../../lambdas/runtime/event-store/merge-by-time.ts'
import { fromEventItem } from '../../../../lambdas/runtime/event-store/read-event-item.ts'
import { withClaims } from '../../../../lambdas/runtime/event-store/with-claims.ts'
import { toProblem } from '../../../../lambdas/runtime/http/problem.ts'
import { consumerHarness } from '../../../../lambdas/runtime/testing/consumer-harness.ts'
import { withClaims as withoutClaims } from '../../../../lambdas/runtime/without-claim-check/with-claims.ts'
import { MemoryClaims } from '../../../support/memory-claims.ts'

const description = { aggregate: 'report', producer: 'report-service', meaning: 'A report is there.' } as const
const schema = z.object({ text: z.string() })
const reportWritten = defineEvent({
  ...description,
  type: 'report.written',
  claimCheck: true,
  schema: z.object({ title: z.string() }),
  example: { title: 'a' },
}).evolve({ schema, example: { text: 'a' }, upcast: ({ title }) => ({ text: title }) })
const noteWritten = defineEvent({ ...description, type: 'note.written', schema, example: { text: 'a' } })

let claims: MemoryClaims
beforeEach(() => {
  claims = new MemoryClaims()
})

const now = Date.parse('2026-01-01T00:00:00.000Z')
const effectsWith = () =>
  new Effects(
    {
      clock: { now: () => now },
      ids: { next: () => 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b' } as never,
      source: 'report',
      eventTable: 'events',
      claims,
    },
    { correlation_id: 'req_1', causation_id: 'req_1' },
  )
const large = 'ä'.repeat(500_000)

/** The event as it is stored and published, and the unit of work. */
function appended(text: string) {
  const effects = effectsWith()
  const [event] = effects.append({ aggregateId: 'rep_1', after: 0 }, [draft(reportWritten, { text })])
  return { effects, event, stored: fromEventItem(effects.writes[0]?.item.Put?.Item ?? {}) }
}

const commit = async (effects: Effects, others: readonly Effects[] = []) => {
  const written: unknown[] = []
  const dynamo = {
    send: async ({ input }: { input: unknown }) => {
      written.push(input)
      return {}
    },
  }
  const environment = {
    dynamo: dynamo as unknown as DynamoDBClient,
    clock: { now: () => now },
    timers: {} as never,
    ids: { next: () => 'token' } as never,
    random: () => 0.5,
  }
  const { outcomes } = await commitUnits(environment, [effects, ...others])
  return { written, outcomes }
}

describe('an event that may be large', () => {
  it('has its data with it while it fits, and costs no object', async () => {
    const { stored, effects } = appended('short')
    expect(stored).toMatchObject({ data: { text: 'short' } })
    expect(stored).not.toHaveProperty('data_ref')
    await commit(effects)
    expect(claims.objects.size).toBe(0)
  })

  it('is stored and published by reference where it does not, and decided on with its data', () => {
    const { stored, event } = appended(large)
    expect(event?.data).toEqual({ text: large })
    expect(stored.data).toEqual({})
    expect(stored.data_ref?.bytes).toBe(Buffer.byteLength(JSON.stringify({ text: large })))
    expect(Buffer.byteLength(JSON.stringify(stored))).toBeLessThan(MAX_EVENT_BYTES)
  })

  it('is there before anybody can read the event, under a key of its own aggregate', async () => {
    const { stored, effects } = appended(large)
    const { outcomes } = await commit(effects)
    expect(outcomes).toEqual([{ superseded: 0 }])
    expect([...claims.objects.keys()]).toEqual([`type=report/id=rep_1/${stored.data_ref?.sha256}.json`])
    expect(await checkOut(stored, claims)).toEqual({ ...stored, data: { text: large }, data_ref: undefined })
  })

  it('is not stored while the bucket is away, and holds up nothing else of its batch', async () => {
    claims.isAway = true
    const { effects } = appended(large)
    const other = effectsWith()
    other.put({ TableName: 'own', Item: { pk: { S: 'a' } } })
    const { outcomes, written } = await commit(effects, [other])
    expect(outcomes[0]?.error).toMatchObject({ code: 'CLAIMS_UNAVAILABLE' })
    expect(outcomes[1]).toEqual({ superseded: 0 })
    expect(JSON.stringify(written)).not.toContain('report.written')
    expect(toProblem(outcomes[0]?.error).status).toBe(503)
  })

  it('writes the same object when it is decided again, so that conflicts leave one orphan at most', async () => {
    await commit(appended(large).effects)
    await commit(appended(large).effects)
    expect(claims.objects.size).toBe(1)
  })

  it('is refused beyond 10 MB, and one that does not declare it beyond 240 KB', () => {
    expect(() => appended('x'.repeat(MAX_CLAIM_BYTES))).toThrow(
      /^The data of report\.written of rep_1 has \d+ bytes; allowed are 10485760\.$/,
    )
    expect(() =>
      effectsWith().append({ aggregateId: 'rep_1', after: 0 }, [draft(noteWritten, { text: large })]),
    ).toThrow('allowed are 245760')
  })
})

describe('a consumer of an event that may be large', () => {
  const consumer = defineConsumer({
    name: 'reports',
    subscribesTo: [reportWritten],
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
  const published = async (text = large) => {
    const { effects, stored } = appended(text)
    await commit(effects)
    return stored
  }
  const harnessOf = () => {
    const seen: EventEnvelope[] = []
    const handlers = { 'report.written': async (event: EventEnvelope) => void seen.push(event) }
    return { seen, harness: consumerHarness(consumer, handlers as never, { claims }) }
  }

  it('gets the data, and nothing tells that it stood elsewhere', async () => {
    const event = await published()
    const { harness, seen } = harnessOf()
    expect(await harness.deliver(event)).toMatchObject([{ kind: 'processed' }])
    expect(seen[0]).toEqual({ ...event, data: { text: large }, data_ref: undefined })
    expect(seen[0]).not.toHaveProperty('data_ref')
  })

  it('waits while the bucket is away, without spending attempts', async () => {
    const event = await published()
    const { harness, seen } = harnessOf()
    claims.isAway = true
    const outcomes = [...(await harness.deliver(event)), ...(await harness.advance(3600))]
    expect(outcomes.length).toBeGreaterThan(5)
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['deferred']))
    claims.isAway = false
    expect((await harness.advance(3600)).map(({ kind }) => kind)).toEqual(['processed'])
    expect(seen).toHaveLength(1)
    expect(harness.deadLetters).toEqual([])
  })

  it('dead-letters one whose data is gone, with the key that is missing', async () => {
    const event = await published()
    claims.objects.clear()
    const { harness } = harnessOf()
    await harness.deliver(event)
    expect(harness.deadLetters).toMatchObject([
      {
        errorType: 'PermanentError:CLAIM_MISSING',
        errorMessage: expect.stringContaining(event.data_ref?.sha256 ?? ''),
      },
    ])
  })

  it('does not read what it has processed before', async () => {
    const event = await published()
    const { harness } = harnessOf()
    await harness.deliver(event)
    claims.objects.clear()
    expect(await harness.deliver(event)).toMatchObject([{ kind: 'duplicate' }])
  })

  it('holds the data against its schema, and brings it to the newest version', async () => {
    const event = await published()
    const [key = ''] = claims.objects.keys()
    const { harness, seen } = harnessOf()
    claims.objects.set(key, '{"title":"of old"}')
    await harness.deliver({ ...event, version: 1 })
    claims.objects.set(key, '{"other":1}')
    await harness.deliver({ ...event, event_id: 'evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4c' })
    expect(seen.map(({ data, version }) => [data, version])).toEqual([[{ text: 'of old' }, 2]])
    expect(harness.deadLetters.map(({ errorType }) => errorType)).toEqual(['ContractError:DATA_INVALID'])
  })

  it('reads no data of an event that does not declare it', async () => {
    const { data_ref } = await published()
    const forged = { ...(await published('short')), event_type: 'note.written', data: {}, data_ref }
    expect(() => decodeEvent(catalogOf([noteWritten]), forged)).toThrow('has to be read from there first')
  })

  it('cannot filter on data that bus and topic may not see, nor be another team', () => {
    expect(() => defineConsumer({ ...consumer, filter: { data: { text: ['a'] } } } as never)).toThrow(
      'it filters on data of report.written, which may be large',
    )
    expect(() => defineOutboundSubscription({ name: 'other', events: [reportWritten], queueArns: {} })).toThrow(
      'the data of report.written may stand in a bucket of ours',
    )
  })
})

describe('an event store with large events', () => {
  it('reads them with their data, whatever way they are read', async () => {
    const { effects, stored } = appended(large)
    await commit(effects)
    const plain = createMemoryEventStorage()
    await plain.append([stored])
    const storage = withClaims(plain, claims)
    const day = { shard: 0, day: '2025-07-15', after: '', before: 'evt_z' }
    const whole = { data: { text: large } }
    expect((await storage.readStream('report#rep_1', {})).events).toMatchObject([whole])
    expect(await storage.readEvent('report#rep_1', 1)).toMatchObject(whole)
    expect((await storage.readSegment({ segment: 0, segments: 1 })).events).toMatchObject([whole])
    for (let shard = 0; shard < 16; shard++) {
      for (const event of (await storage.readTime({ ...day, shard })).events) expect(event).toMatchObject(whole)
    }
  })

  it('ends a page where its data would be more than one event may have, and goes on from there', async () => {
    const plain = createMemoryEventStorage()
    const data_ref = { sha256: 'e'.repeat(64), bytes: 4_000_000 }
    const { stored } = appended(large)
    const events = Array.from({ length: 9 }, (_, index) => ({
      ...stored,
      event_id: `evt_01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4${index}`,
      sequence: index + 1,
      ...(index % 3 === 1 ? { data_ref: undefined, data: { text: 'small' } } : { data_ref }),
    }))
    await plain.append(events)
    claims.objects.set(`type=report/id=rep_1/${data_ref.sha256}.json`, JSON.stringify({ text: large }))
    const storage = withClaims(plain, claims)
    const expected = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]
    const sequences = ({ events: found }: EventPage) => found.map(({ sequence }) => sequence)

    const stream: number[][] = []
    for (let [after, more] = [0, true]; more; after = stream.at(-1)?.at(-1) ?? 0) {
      const page = await storage.readStream('report#rep_1', { after })
      stream.push(sequences(page))
      more = page.more
    }
    expect(stream).toEqual(expected)
    const backward = await storage.readStream('report#rep_1', { direction: 'backward' })
    expect([sequences(backward), backward.more]).toEqual([[9, 8, 7], true])

    const segment: number[][] = []
    for (let cursor: string | undefined = '0'; cursor !== undefined; ) {
      const page: EventPage = await storage.readSegment({ segment: 0, segments: 1, cursor })
      segment.push(sequences(page))
      cursor = page.cursor
    }
    expect(segment).toEqual(expected)

    const range = { from: '2025-07-15T00:00:00.000Z', to: '2025-07-16T00:00:00.000Z' }
    const byTime: number[] = []
    for await (const event of mergeByTime(storage, range)) byTime.push(event.sequence)
    expect(byTime).toEqual(expected.flat())
  })

  it('is decided on by nobody where no event declares claimCheck any more: its empty data would give a wrong state', async () => {
    const { stored } = appended(large)
    const plain = createMemoryEventStorage()
    await plain.append([stored])
    // What a bundle has then in the place of `withClaims`.
    const eventStore = createEventStore(withoutClaims(plain, claims))
    const events = new Map([[reportWritten.type, reportWritten]])
    const refused = { name: 'StoredEventUnknown', code: 'CLAIM_CHECK_UNKNOWN', storedAt: stored.timestamp }
    await expect(eventStore.first({ type: 'report', events }, 'rep_1')).rejects.toMatchObject(refused)
    const read = eventStore.read({ type: 'report', events }, 'rep_1')
    await expect(read[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused)
  })
})
