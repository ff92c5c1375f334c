import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineAggregate } from '../../../../lambdas/runtime/aggregate/aggregate.ts'
import { execute } from '../../../../lambdas/runtime/commands/execute.ts'
import { commitEffects } from '../../../../lambdas/runtime/effects/commit.ts'
import { ConflictError } from '../../../../lambdas/runtime/errors.ts'
import { createEventStore } from '../../../../lambdas/runtime/event-store/create-event-store.ts'
import { createDynamoEventStorage } from '../../../../lambdas/runtime/event-store/dynamo-event-storage.ts'
import { createIds, systemRandomBytes } from '../../../../lambdas/runtime/system/ids.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { counter, counterRaised } from '../event-store/counter.ts'

const metadata = { correlation_id: 'req_1', causation_id: 'cmd_1' }

describe('executing a command', () => {
  let database: TestDynamoDb
  beforeAll(async () => {
    database = await startTestDynamoDb()
  })
  afterAll(() => database.close())

  function environment() {
    const clock = { now: () => Date.parse('2026-04-28T10:00:00.000Z') }
    const ids = createIds(clock, systemRandomBytes)
    const waits: number[] = []
    const timers = {
      after: (milliseconds: number, callback: () => void) => {
        waits.push(milliseconds)
        setImmediate(callback)
        return () => {}
      },
    }
    const system = { dynamo: database.client, clock, ids, timers, random: () => 0.5 }
    const storage = createDynamoEventStorage({ dynamo: database.client, eventTable: testTables.events })
    return {
      ...system,
      waits,
      effects: { clock, ids, source: 'test', eventTable: testTables.events },
      eventStore: createEventStore(storage),
      commit: (effects: Parameters<typeof commitEffects>[1]) => commitEffects(system, effects),
    }
  }

  it('loads, decides and stores, and answers with the new state', async () => {
    const here = environment()
    expect(await execute(counter, 'one', { by: 2 }, here, metadata)).toMatchObject({ state: { sum: 2 }, sequence: 1 })
    database.calls.length = 0
    const second = await execute(counter, 'one', { by: 3 }, here, metadata)
    expect(second).toMatchObject({ state: { sum: 5 }, sequence: 2, events: [{ sequence: 2, metadata }] })
    expect(database.calls).toEqual(['Query', 'PutItem'])
  })

  it('stores nothing when nothing was decided, or the command was refused', async () => {
    const here = environment()
    database.calls.length = 0
    expect(await execute(counter, 'none', { by: 0 }, here, metadata)).toMatchObject({ sequence: 0, events: [] })
    await expect(execute(counter, 'none', { by: -1 }, here, metadata)).rejects.toMatchObject({ code: 'negative' })
    expect(database.calls).toEqual(['Query', 'Query'])
  })

  it('loses no command of many at once', async () => {
    const here = environment()
    await Promise.all(Array.from({ length: 12 }, () => execute(counter, 'many', { by: 1 }, here, metadata, 50)))
    expect(await here.eventStore.load(counter, 'many')).toMatchObject({ state: { sum: 12 }, sequence: 12 })
    expect(here.waits.length).toBeGreaterThan(0)
  })

  it('tries five times, waiting a jittered moment in between, then says that others were first', async () => {
    const here = environment()
    let commits = 0
    const commit = async () => {
      commits++
      throw new ConflictError('taken')
    }
    const attempt = execute(counter, 'busy', { by: 1 }, { ...here, commit }, metadata)
    await expect(attempt).rejects.toBeInstanceOf(ConflictError)
    expect(commits).toBe(5)
    expect(here.waits).toEqual([2, 5, 10, 20])
  })
})

describe('defining an aggregate', () => {
  const options = {
    type: 'counter',
    events: [counterRaised],
    stateVersion: 1,
    initial: 0,
    decide: () => [],
    evolve: () => 0,
  }

  it('refuses events of another aggregate, and numbers that are none, by name', () => {
    expect(() => defineAggregate({ ...options, type: 'order' })).toThrow(
      'counter.raised belongs to aggregate "counter"',
    )
    expect(() => defineAggregate({ ...options, stateVersion: 0 })).toThrow('stateVersion is 0')
    expect(() => defineAggregate({ ...options, snapshotEvery: 1.5 })).toThrow('snapshotEvery is 1.5')
  })

  it('has a snapshot every 100 events, unless it says otherwise', () => {
    const { snapshotEvery } = defineAggregate(options)
    expect(snapshotEvery).toBe(100)
    expect(defineAggregate({ ...options, snapshotEvery: 'never' }).snapshotEvery).toBe(Number.POSITIVE_INFINITY)
  })
})
