import type { SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderEvents } from '../../../events/order.ts'
import { holdLetter } from '../../../lambdas/parking/hold-letter.ts'
import { type ConsumerOptions, defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { defaultParking } from '../../../lambdas/runtime/declarations/parking.ts'
import { isoTime } from '../../../lambdas/runtime/system/clock.ts'
import { createIds } from '../../../lambdas/runtime/system/ids.ts'
import { UsageError } from '../../../ops/cli/usage-error.ts'
import { parkedOperations } from '../../../ops/console/operations/parked.ts'
import { corrected, readCorrections } from '../../../ops/corrections/corrections.ts'
import { readAbandoned } from '../../../ops/parked/abandoned.ts'
import { decide, NotDecided } from '../../../ops/parked/decide.ts'
import { decideAndRelease } from '../../../ops/parked/decide-and-release.ts'
import type { ParkedEnvironment } from '../../../ops/parked/environment.ts'
import { consumerOfParked } from '../../../ops/parked/find-consumer.ts'
import { assertHeld, readHold, readHolds, readParked } from '../../../ops/parked/holds.ts'
import { parkedName } from '../../../ops/parked/parked-name.ts'
import { holdsText, releasedText } from '../../../ops/parked/print.ts'
import { releaseParked } from '../../../ops/parked/release.ts'
import { replacementOf } from '../../../ops/parked/replacement.ts'
import { shownHolds } from '../../../ops/parked/shown.ts'
import { PauseRecords } from '../../../ops/pauses/pause-records.ts'
import { readPauses } from '../../../ops/pauses/read-pauses.ts'
import { failingAt, type Instance, mortalClient, OrderedWorld, orderEvent } from '../../lambdas/runtime/parking/kit.ts'
import { countedBytes } from '../../support/counted-bytes.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

let world: OrderedWorld
let environment: ParkedEnvironment
let sent: { body: string; group: string; deduplicationId: string }[]
const broken = new Set<string>()
const idBytes = countedBytes()
/** The function that works while an operator waits. */
let instance: Instance

/** An ordered consumer, of which order 1 is held at its first event, with two behind it. */
beforeEach(() => begin())

async function begin(options: Partial<ConsumerOptions> = {}): Promise<void> {
  broken.clear()
  sent = []
  world = new OrderedWorld(db.client, options)
  world.behave = failingAt(broken)
  instance = world.instance()
  environment = {
    dynamo: db.client,
    sqs: {
      send: async (command: SendMessageCommand) => {
        const { MessageBody = '', MessageGroupId = '', MessageDeduplicationId = '' } = command.input
        if (sent.some(({ deduplicationId }) => deduplicationId === MessageDeduplicationId)) return {}
        sent.push({ body: MessageBody, group: MessageGroupId, deduplicationId: MessageDeduplicationId })
        world.queue.send(MessageBody, MessageGroupId)
        return {}
      },
    } as unknown as ParkedEnvironment['sqs'],
    tables: {
      parked: testTables.parked,
      processed: testTables.processed,
      operations: testTables.operations,
      deadLetters: testTables.deadLetters,
    },
    queueUrlOf: () => 'https://queue/ordered.fifo',
    clock: world.clock,
    ids: createIds(world.clock, idBytes),
    // While the operator waits, the consumer works.
    pause: async () => {
      world.clock.advance(1)
      await world.invoke(instance)
    },
  }
  broken.add('ord_1/1')
  world.send(orderEvent(1, 1), orderEvent(1, 2), orderEvent(1, 3))
  await world.drain(instance)
}

const aggregate = 'ord_1'
const consumer = () =>
  defineConsumer({
    name: world.name,
    subscribesTo: orderEvents,
    ordering: 'aggregate',
    delivery: 'effectively-once',
    idempotency: 'atomic',
  })
const stamp = () =>
  ({
    consumer: world.name,
    reason: 'a test',
    by: { arn: 'arn:anna' },
    at: '2026-01-01T00:00:00.000Z',
    from: 'parked',
  }) as const
const skip = (sequence: number) => {
  const eventId = orderEvent(1, sequence).event_id
  return decide(environment, {
    consumer: consumer(),
    aggregate,
    eventId,
    correction: { ...stamp(), eventId, kind: 'skip' },
  })
}
const release = () => releaseParked(environment, { consumer: world.name, aggregate })

describe('parked events, as operators see them', () => {
  it('are listed by aggregate, with the cause of the head and how long it has stood', async () => {
    expect(await readHolds(environment, world.name)).toMatchObject([
      {
        aggregate,
        parked: 3,
        head_position: 1,
        cause: { event_id: orderEvent(1, 1).event_id, error_type: 'PermanentError:BROKEN', attempts: 1 },
      },
    ])
    const events = await readParked(environment, world.name, aggregate)
    expect(events.map(({ body }) => JSON.parse(body))).toEqual([1, 2, 3].map((sequence) => orderEvent(1, sequence)))
  })
})

it('parked events are never lost, and say who has paused their consumer, so that nobody waits for a release', async () => {
  const records = new PauseRecords(db.client, testTables.operations)
  const stack = { output: () => testTables.operations } as never
  const texts = async () => {
    const holds = await readHolds(environment, world.name)
    const pauses = await readPauses(db.client, stack)
    const underWay = { consumer: world.name, aggregate, outcome: 'under-way', hold: holds[0]! } as const
    const shown = shownHolds(holds, pauses)
    return { shown, list: holdsText(shown, world.clock.now() + 7_200_000), released: releasedText([underWay], pauses) }
  }
  const running = await texts()
  expect(running.shown).toMatchObject([{ paused: null, loss_in_seconds: null }])
  expect(running.list).toMatch(/LOST IN(.|\n)* never /)
  expect(running.list).not.toContain('paused')
  expect(running.released).toContain('under way, 3 still parked')

  const pause = { by: 'anna', since: isoTime(world.clock.now()), reason: 'the template\nis wrong' }
  await records.replace({ consumer: world.name, id: 'pau_1', intent: 'pause', ...pause }, undefined)
  const paused = await texts()
  expect(paused.shown).toMatchObject([{ paused: pause }])
  expect(paused.list).toMatch(
    / is paused: anna, 2 h ago: the template.{1,2}is wrong\. Until it is resumed it .* consumers resume /,
  )
  expect(paused.released).toContain('waits until its consumer is resumed, 3 still parked')
})

it('parked events are seen when their consumer is gone, or holds nothing any more', async () => {
  const reading = { dynamo: db.client, table: testTables.parked }
  expect((await readAbandoned(reading)).get(world.name)).toBe(1)
  expect((await readAbandoned(reading, [world.name])).has(world.name)).toBe(false)
})

it('parked events of a consumer that is gone are skipped one by one, and nothing is sent to it', async () => {
  const log = {
    dynamo: db.client,
    table: testTables.auditLog,
    caller: { arn: 'arn:anna' },
    clock: world.clock,
    ids: environment.ids,
  } as never
  const outcomes: string[] = []
  for (const event of await readParked(environment, world.name, aggregate)) {
    const decision = {
      verb: 'skip',
      consumer: consumerOfParked(world.name),
      aggregate,
      event,
      reason: 'a test',
    } as const
    outcomes.push((await decideAndRelease(environment, log, decision, 0)).outcome)
  }
  expect(outcomes).toEqual(['skipped', 'skipped', 'live'])
  expect([sent, await world.leftovers()]).toEqual([[], []])
  expect((await readAbandoned({ dynamo: db.client, table: testTables.parked })).has(world.name)).toBe(false)
})

/** Asks the console for one of its operations. */
function consoleAsks() {
  const outputs = new Map([
    ['ParkedTableName', testTables.parked],
    ['ProcessedTableName', testTables.processed],
    ['OperationTableName', testTables.operations],
    ['DeadLetterTableName', testTables.deadLetters],
  ])
  const stack = {
    output: (name: string) => outputs.get(name) ?? '',
    clientSettings: { region: 'eu-central-1' },
    clock: world.clock,
  }
  const log = { ...environment, table: testTables.auditLog, caller: { arn: 'arn:anna' }, warn: () => {} }
  const operations = parkedOperations({
    stack,
    dynamo: db.client,
    sqs: environment.sqs,
    auditLog: async () => log,
  } as never)
  return (name: string, input: object) => operations.find((one) => one.name === name)!.run(input)
}

it('what is parked of a consumer that is gone is listed and shown by the console as well, and can be skipped there', async () => {
  const ask = consoleAsks()
  const place = { consumer: world.name, aggregate }
  expect(await ask('parked', {})).toContainEqual(expect.objectContaining({ ...place, parked: 3 }))
  expect(await ask('parked-aggregate', place)).toMatchObject({ hold: { parked: 3 }, events: [{}, {}, {}] })
  const event = orderEvent(1, 1).event_id
  expect(await ask('parked-decide', { ...place, event, reason: 'a test' })).toMatchObject({ outcome: 'skipped' })
  await expect(ask('parked-decide', { ...place, event, reason: 'a test', data: {} })).rejects.toThrow(
    'is not a consumer that parks events',
  )
})

describe('a release', () => {
  it('after the repair brings all of it, and says so', async () => {
    broken.clear()
    expect(await release()).toMatchObject({ outcome: 'live' })
    expect(await world.seen(1)).toEqual([1, 2, 3])
    expect(await release()).toMatchObject({ outcome: 'not-held' })
  })

  it('of an aggregate that is not there, or not any more, is a mistake that is found before anything is sent', async () => {
    await assertHeld(environment, world.name, aggregate)
    await expect(assertHeld(environment, world.name, 'ord_typo')).rejects.toThrow(UsageError)
    await expect(assertHeld(environment, world.name, 'ord_typo')).rejects.toThrow(/^Nothing is parked of ord_typo for /)
  })

  it('says where it stopped', async () => {
    broken.clear()
    broken.add('ord_1/2')
    expect(await release()).toMatchObject({ outcome: 'failed', hold: { head_position: 2, parked: 2 } })
  })

  it('by two operators at once is one', async () => {
    broken.clear()
    const results = await Promise.all([release(), release()])
    expect(results.map(({ outcome }) => outcome)).toEqual(['live', 'live'])
    expect(sent).toHaveLength(1)
    expect(await world.seen(1)).toEqual([1, 2, 3])
  })

  it('of the head alone leaves the rest', async () => {
    broken.clear()
    const result = await releaseParked(environment, { consumer: world.name, aggregate, onlyHead: true })
    expect(result).toMatchObject({ outcome: 'head-done', hold: { parked: 2, head_position: 2 } })
    expect(await world.seen(1)).toEqual([1])
  })

  it('of the head alone says that this is done, whatever became of the next one in a release that was under way', async () => {
    broken.clear()
    broken.add('ord_1/2')
    world.wakeUp(1)
    const result = await releaseParked(environment, { consumer: world.name, aggregate, onlyHead: true })
    expect(result).toMatchObject({
      outcome: 'head-done',
      hold: { parked: 2, cause: { error_message: 'Cannot do 2.' } },
    })
  })
})

it('skipping another event that has the place of the head leaves the cause and the time of the head as they are', async () => {
  const [first, second] = ['evt_first', 'evt_second'].map((event_id) => ({ event_id, event_type: 'order.created' }))
  for (const body of [first, second]) world.queue.send(JSON.stringify(body), 'ord_9')
  await world.drain(instance)
  const before = await readHold(environment, world.name, 'ord_9')
  expect(before).toMatchObject({ parked: 2, head_position: 0, cause: { event_id: first!.event_id } })
  const eventId = second!.event_id
  const correction = { ...stamp(), eventId, kind: 'skip' } as const
  const after = await decide(environment, { consumer: consumer(), aggregate: 'ord_9', eventId, correction })
  expect(after).toEqual({ ...before, parked: 1, version: before!.version + 1 })
})

it('a copy that a replay has brought is decided about by itself: its event stays parked', async () => {
  const event = orderEvent(1, 1)
  world.send({ ...event, metadata: { ...event.metadata, replay_scope: 'rpl_1' } })
  await world.drain(instance)
  const names = async () =>
    (await readParked(environment, world.name, aggregate)).map((one) => [one.position, parkedName(one)])
  const others = [2, 3].map((sequence) => [sequence, orderEvent(1, sequence).event_id])
  const copy = [1, `${event.event_id}#rpl_1`]
  expect(await names()).toEqual([[1, event.event_id], copy, ...others])
  const deciding = { consumer: consumer(), aggregate, eventId: event.event_id, scope: 'rpl_1' }
  await decide(environment, { ...deciding, correction: { ...stamp(), eventId: event.event_id, kind: 'skip' } })
  expect(await names()).toEqual([[1, event.event_id], ...others])
})

it('a copy that a replay has brought is skipped by itself in the console, too', async () => {
  const event = orderEvent(1, 1)
  world.send({ ...event, metadata: { ...event.metadata, replay_scope: 'rpl_1' } })
  await world.drain(instance)
  const decision = { consumer: world.name, aggregate, event: `${event.event_id}#rpl_1`, reason: 'a test' }
  expect(await consoleAsks()('parked-decide', decision)).toMatchObject({ outcome: 'skipped' })
  const left = (await readParked(environment, world.name, aggregate)).map(parkedName)
  expect(left).toEqual([1, 2, 3].map((sequence) => orderEvent(1, sequence).event_id))
})

describe('a skipped event', () => {
  it('never happens, what waits behind it does, and replay, rebuild and verify know', async () => {
    expect(await skip(1)).toMatchObject({ parked: 2, head_position: 2 })
    expect(await release()).toMatchObject({ outcome: 'live' })
    expect(await world.seen(1)).toEqual([2, 3])
    const corrections = await readCorrections({ dynamo: db.client, table: testTables.operations }, world.name)
    expect(corrected(corrections, orderEvent(1, 1))).toBeUndefined()
  })

  it.each(['atomic', 'unguarded'] as const)(
    'does not happen by a copy that is still in the queue either: %s',
    async (way) => {
      if (way === 'unguarded') await begin({ delivery: 'at-least-once', idempotency: undefined as never })
      broken.clear()
      await skip(1)
      await release()
      world.send(orderEvent(1, 1))
      expect(await world.drain(world.instance())).toEqual(['duplicate'])
      expect(await world.seen(1)).not.toContain(1)
    },
  )

  it.each(['atomic', 'unguarded'] as const)(
    'does not happen by a dead letter that is held again at that very moment: %s',
    async (way) => {
      if (way === 'unguarded') await begin({ delivery: 'at-least-once', idempotency: undefined as never })
      broken.clear()
      const { clock, timers, ids, random } = instance.kit.environment
      // It was not decided when the function looked; then it is, and what was decided is done.
      let decided: Promise<unknown> | undefined
      const dynamo = {
        send: async (command: { input: { TableName?: string } }) => {
          if (command.input.TableName === testTables.parked) {
            decided ??= skip(1).then(release)
            await decided
          }
          return db.client.send(command as never)
        },
      } as unknown as typeof db.client
      const letter = {
        Body: JSON.stringify(orderEvent(1, 1)),
        MessageId: 'm-1',
        Attributes: { MessageGroupId: aggregate },
      }
      const looking = { dynamo, clock, timers, ids, random, tables: testTables }
      await holdLetter(looking, { consumer: world.name, ...defaultParking }, letter)
      expect(await world.parked(1)).toEqual([1])
      expect(await release()).toMatchObject({ outcome: 'live' })
      expect(await world.seen(1)).toEqual([2, 3])
    },
  )

  it('is not decided about when another event was parked since the operator looked: nothing is lost behind it', async () => {
    for (const sequence of [2, 3]) await skip(sequence)
    const { dynamo } = environment
    const parksFirst = {
      send: async (command: object) => {
        if (command.constructor.name === 'TransactWriteItemsCommand') {
          world.send(orderEvent(1, 4))
          await world.invoke(instance)
        }
        return dynamo.send(command as never)
      },
    } as unknown as typeof dynamo
    environment = { ...environment, dynamo: parksFirst }
    await expect(skip(1)).rejects.toThrow(/has changed since you looked/)
    expect(await world.parked(1)).toEqual([1, 4])
    environment = { ...environment, dynamo }
    await skip(1)
    expect(await release()).toMatchObject({ outcome: 'live' })
    expect(await world.seen(1)).toEqual([4])
  })

  it('is skipped once: a second operator is told', async () => {
    const results = await Promise.allSettled([skip(1), skip(1)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(skip(1)).rejects.toThrow(NotDecided)
    expect(await world.parked(1)).toEqual([2, 3])
  })

  it('may be the last one: then nothing is held any more', async () => {
    for (const sequence of [3, 1, 2]) await skip(sequence)
    expect([await world.leftovers(), await world.aggregatesHeld()]).toEqual([[], 0])
  })

  it('is not one that is being tried just now', async () => {
    let dead = false
    const mortal = mortalClient(db.database, { call: 3, when: 'after' })
    const dying = world.instance(mortal)
    world.wakeUp(1)
    dead = (await world.invoke(dying)).includes('killed')
    expect(dead, 'a release has claimed it and died').toBe(true)
    await expect(skip(1)).rejects.toThrow(/being released just now/)
    const { releasing_until = '' } = (await readHold(environment, world.name, aggregate)) ?? {}
    world.clock.advance((Date.parse(releasing_until) - world.clock.now()) / 1000 + 4)
    await expect(skip(1), "the operator's clock may be ahead").rejects.toThrow(/being released just now/)
    world.clock.advance(2)
    expect(await skip(1)).toMatchObject({ parked: 2 })
  })

  it('whose operator is killed before the release leaves a head that is due', async () => {
    await skip(1)
    const hold = await readHold(environment, world.name, aggregate)
    expect(Date.parse(hold?.retry_at ?? '')).toBeLessThanOrEqual(world.clock.now())
  })
})

describe('an edited event', () => {
  const edit = (total: number) => {
    const event = { ...orderEvent(1, 1) }
    const parked = {
      group: aggregate,
      position: 1,
      id: event.event_id,
      type: event.event_type,
      body: JSON.stringify(event),
      sentAt: 0,
    }
    const replacement = replacementOf(parked, { ...event.data, total }, environment.ids.next('evt'))
    return {
      replacement,
      done: decide(environment, {
        consumer: consumer(),
        aggregate,
        eventId: event.event_id,
        correction: { ...stamp(), eventId: event.event_id, kind: 'edit', replacement },
        replacement: { ...parked, id: replacement.event_id, body: JSON.stringify(replacement) },
      }),
    }
  }

  it('has its data with it, where the original was large and referred to a bucket', () => {
    const event = orderEvent(1, 1)
    const original = { ...event, data: {}, data_ref: { sha256: 'a'.repeat(64), bytes: 300_000 } }
    const { event_id: id, event_type: type } = event
    const parked = { group: aggregate, position: 1, id, type, body: JSON.stringify(original), sentAt: 0 }
    const replacement = replacementOf(parked, event.data, environment.ids.next('evt'))
    expect(replacement.data).toEqual(event.data)
    expect(replacement).not.toHaveProperty('data_ref')
  })

  it('takes the place of the original, under an id of its own that names its cause', async () => {
    broken.clear()
    const totals: unknown[] = []
    world.behave = (event) => void totals.push(event.data.total, event.metadata.causation_id)
    const { replacement, done } = edit(1)
    await done
    expect(await release()).toMatchObject({ outcome: 'live' })
    expect(totals.slice(0, 2)).toEqual([1, orderEvent(1, 1).event_id])
    expect(await world.seen(1)).toEqual([1, 2, 3])
    world.send(orderEvent(1, 1))
    expect(await world.drain(world.instance()), 'the original').toEqual(['duplicate'])
    const corrections = await readCorrections({ dynamo: db.client, table: testTables.operations }, world.name)
    expect(corrected(corrections, orderEvent(1, 1))).toEqual(replacement)
  })

  it('must fit its schema', () => {
    expect(() => edit('much' as never)).toThrow(
      /^The edit does not fit order\.created version 1: \/total must be a number, it is a string\. Nothing is changed\.$/,
    )
  })

  it('must be all of the data where that stands in a bucket', () => {
    const data_ref = { sha256: 'a'.repeat(64), bytes: 300_000 }
    const body = JSON.stringify({ ...orderEvent(1, 1), data: {}, data_ref })
    const large = { id: 'evt_1', body, group: 'ord_1', position: 1 } as unknown as Parameters<typeof replacementOf>[0]
    expect(() => replacementOf(large, { total: 2 }, 'evt_2')).toThrow(/give the whole data\. The edit does not fit/)
  })
})
