import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { quietSeconds } from '../../../ops/dead-letters/letters/overdue.ts'
import { sweep } from '../../../ops/dead-letters/queue/sweep.ts'
import { planRetry } from '../../../ops/dead-letters/retry/plan.ts'
import { type RunEnvironment, runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { KillSwitch, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const VERSIONED = 'notification-customers'

/** A client whose credentials have run out when it comes to sending. */
const expired = (world: RetryWorld): RunEnvironment['sqs'] => ({
  send: (async (command: { constructor: { name: string } }) => {
    if (command.constructor.name !== 'SendMessageBatchCommand') return world.sqs.client.send(command as never)
    throw Object.assign(new Error('The security token included in the request is expired'), { name: 'ExpiredToken' })
  }) as never,
})

const quietMs = (world: RetryWorld) => quietSeconds(world.store.consumers.get(world.name)!) * 1000

describe('a letter that was claimed and never sent', () => {
  it('waits for a person again, and its copy keeps the alarm on, although nobody resumes the operation', async () => {
    const world = new RetryWorld(db, VERSIONED)
    const [id = ''] = await world.die(1)
    await expect(runRetry(world.environment({ sqs: expired(world) }), await world.plan())).rejects.toThrow(/expired/)
    expect(await listIssues(world.store, world.selection)).toMatchObject([{ state: 'open', retried: 1, closed: 0 }])
    world.now += quietMs(world) + 301_000
    expect(await listIssues(world.store, world.selection)).toMatchObject([{ state: 'open', dead: 1, closed: 0 }])
    expect(await sweep(world.environment(), world.name)).toBe(0)
    expect(world.copies).toBe(1)
    expect(await runRetry(world.environment(), await world.plan())).toMatchObject({ counts: { resolved: 1 } })
    expect(world.effectsOf([id])).toEqual([1])
    expect(world.copies).toBe(0)
  })

  it('is taken by another plan minutes later, however long the retries of its consumer can last', async () => {
    const world = new RetryWorld(db, 'notification')
    await world.die(1)
    await expect(runRetry(world.environment({ sqs: expired(world) }), await world.plan())).rejects.toThrow(/expired/)
    const plan = () => planRetry(world.store, { selection: world.selection, again: false })
    expect((await plan()).letters).toBe(0)
    world.now += 301_000
    expect(quietMs(world)).toBeGreaterThan(3_600_000)
    expect((await plan()).letters).toBe(1)
  })
})

describe('a retry of letters whose consumer leaves no markers', () => {
  it('goes on to the next step when the consumer has written into the record that the one before went well', async () => {
    const world = new RetryWorld(db, VERSIONED)
    const ids = await world.die(40)
    expect(await runRetry(world.environment(), await world.plan())).toMatchObject({
      status: 'done',
      counts: { resolved: 40, sent: 0 },
    })
    expect(world.effectsOf(ids)).toEqual(ids.map(() => 1))
    expect(await listIssues(world.store, world.selection)).toMatchObject([{ state: 'resolved', closed: 40 }])
    expect(world.copies).toBe(0)
  })

  it('stays at its canary while nothing is heard of it, and is not called done', async () => {
    const world = new RetryWorld(db, 'order-prices')
    await world.die(60)
    const isAsleep = {
      pause: async (milliseconds: number) => {
        world.now += milliseconds
      },
    }
    const id = await world.plan()
    const paused = await runRetry(world.environment(isAsleep), id)
    expect(paused).toMatchObject({ status: 'paused', position: 1, counts: { sent: 1 } })
    world.now += quietMs(world) + 1
    expect(await runRetry(world.environment(isAsleep), id)).toMatchObject({ status: 'paused', position: 1 })
    expect(await listIssues(world.store, world.selection)).toMatchObject([{ state: 'open', dead: 59, retried: 1 }])
    expect(await runRetry(world.environment(), id)).toMatchObject({ status: 'done', counts: { resolved: 60 } })
  })

  it('stops when its canary dies again after all its attempts', async () => {
    const world = new RetryWorld(db, 'order-prices')
    await world.die(60)
    world.consumer.fails = () => ({ fingerprint: 'aaaaaaaaaaaaaaaa' })
    const died = world.now + 91_000
    const backingOff = {
      pause: async (milliseconds: number) => {
        world.now += milliseconds
        if (world.now > died) await world.consumer.run()
      },
    }
    expect(await runRetry(world.environment(backingOff), await world.plan())).toMatchObject({
      status: 'stopped',
      position: 1,
      counts: { died: 1 },
    })
  })
})

describe('a retry whose tool is killed at any call, of a consumer that leaves no markers', () => {
  const cases = [
    { name: VERSIONED, isResumed: false },
    { name: 'analytics', isResumed: true },
    { name: 'analytics', isResumed: false },
  ] as const

  it.each(cases)(
    '$name, resumed: $isResumed: no letter is lost or called done untruly',
    async ({ name, isResumed }) => {
      const isAtMostOnce = name === 'analytics'
      let kills = 0
      for (let call = 1, isOver = false; !isOver; call++) {
        const world = new RetryWorld(db, name)
        const place = `killed after call ${call}`
        const ids = await world.die(1)
        const id = await world.plan({ again: isAtMostOnce })
        const kill = new KillSwitch(call)
        const clients = { dynamo: kill.wrap(db.client), sqs: kill.wrap(world.sqs.client) }
        await runRetry(world.environment({ ...clients, owner: 'killed' }), id).catch(() => {})
        isOver = !kill.isDead
        if (kill.isDead) kills++
        world.now += 31_000
        await world.consumer.run()
        if (isResumed) await runRetry(world.environment({ owner: 'second' }), id).catch(() => {})
        world.now += quietMs(world) + 301_000
        await sweep(world.environment(), world.name)
        for (const [index, effects] of world.effectsOf(ids).entries()) {
          const letter = await world.letterOf(ids[index]!)
          // What the list calls done has happened, and what has not happened waits.
          expect(letter?.status === 'resolved', place).toBe(effects > 0)
          expect(effects, place).toBeLessThan(2)
          if (effects === 0) expect(letter?.body, place).toBeDefined()
        }
        const undone = world.effectsOf(ids).filter((effects) => effects === 0).length
        if (undone > 0) {
          expect(await listIssues(world.store, world.selection), place).toMatchObject([{ state: 'open', dead: undone }])
          expect(world.copies, place).toBeGreaterThan(0)
          await runRetry(world.environment(), await world.plan({ again: isAtMostOnce }))
        }
        expect(world.effectsOf(ids), place).toEqual([1])
        expect(world.copies, place).toBe(0)
      }
      expect(kills).toBeGreaterThan(3)
    },
  )
})
