import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEASE_MS, loadOperation, takeOperation } from '../../../ops/bulk-operations/store.ts'
import { lettersToClose } from '../../../ops/dead-letters/close/letters-to-close.ts'
import type { Edited } from '../../../ops/dead-letters/edit/edited-body.ts'
import { replaceLetter } from '../../../ops/dead-letters/edit/replace-letter.ts'
import { decideOnIssue } from '../../../ops/dead-letters/issues/issue-decisions.ts'
import { look } from '../../../ops/dead-letters/queue/look.ts'
import { planRetry } from '../../../ops/dead-letters/retry/plan.ts'
import { type RunEnvironment, runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { KNOWN, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const by = { arn: 'arn:aws:iam::000000000000:user/anna' }

/** Bytes of data, too many for a record to hold. */
const LARGE = 310 * 1024

describe('letters that are too large for their records', () => {
  it('are all found by one search, also where its calls take their time', async () => {
    const world = new RetryWorld(db, 'payment')
    const ids = await world.die(8, LARGE)
    const slow = {
      send: async (command: object) => {
        await turn()
        return world.sqs.client.send(command as never)
      },
    } as unknown as RunEnvironment['sqs']
    expect(await runRetry(world.environment({ sqs: slow }), await world.plan())).toMatchObject({
      status: 'done',
      counts: { resolved: 8, skipped: 0 },
    })
    expect(world.effectsOf(ids)).toEqual(ids.map(() => 1))
  })

  it('are waited for while somebody else is looking at the queue', async () => {
    const world = new RetryWorld(db, 'payment')
    await world.die(2, LARGE)
    await look({ sqs: world.sqs.client, queueUrl: world.consumer.deadLetterQueueUrl, most: 10, hiddenSeconds: 20 })
    expect(await runRetry(world.environment(), await world.plan())).toMatchObject({ counts: { resolved: 2 } })
  })

  it('are not said to be gone when they stay hidden: the operation pauses, and nothing of it is claimed', async () => {
    const world = new RetryWorld(db, 'payment')
    const ids = await world.die(2, LARGE)
    await look({ sqs: world.sqs.client, queueUrl: world.consumer.deadLetterQueueUrl, most: 10, hiddenSeconds: 600 })
    const id = await world.plan()
    await expect(runRetry(world.environment(), id)).rejects.toThrow(
      /Not seen in the dead-letter queue of payment, .* the body of 1 large letter\./,
    )
    expect((await loadOperation(world.store, id))?.operation).toMatchObject({
      status: 'paused',
      counts: { skipped: 0 },
    })
    expect(await Promise.all(ids.map(world.statusOf))).toEqual(['dead', 'dead'])
    world.now += 600_000
    expect(await runRetry(world.environment(), id)).toMatchObject({ status: 'done', counts: { resolved: 2 } })
  })

  it('are searched for longer than a lease, and nobody else can take the operation meanwhile', async () => {
    const world = new RetryWorld(db, 'payment')
    await world.die(2, LARGE)
    await look({ sqs: world.sqs.client, queueUrl: world.consumer.deadLetterQueueUrl, most: 10, hiddenSeconds: 600 })
    const id = await world.plan()
    const began = world.now
    const taken: boolean[] = []
    const pause = async (milliseconds: number) => {
      world.now += milliseconds
      const take = takeOperation(world.store, id, 'tool-2')
      taken.push(
        await take.then(
          () => true,
          () => false,
        ),
      )
    }
    await expect(runRetry(world.environment({ pause }), id)).rejects.toThrow(/Not seen/)
    expect(world.now - began).toBeGreaterThan(LEASE_MS)
    expect(taken).not.toContain(true)
  })
})

describe('letters of an ignored issue', () => {
  it('are left alone by what is done to all letters of their consumer, and counted; named, they are taken', async () => {
    const world = new RetryWorld(db, 'inventory')
    const [id = ''] = await world.die(1)
    const issue = { consumer: 'inventory', fingerprint: KNOWN }
    await decideOnIssue(world.store, issue, { state: 'ignored' }, { by, at: new Date(world.now).toISOString() })
    const environment = world.environment()
    const plan = (selection: object) => planRetry(world.store, { selection, again: false })
    expect(await plan(world.selection)).toMatchObject({ letters: 0, ignored: 1 })
    expect(await plan({ ...world.selection, fingerprint: KNOWN })).toMatchObject({ letters: 1, ignored: 0 })
    expect(await plan({ ...world.selection, ids: [id] })).toMatchObject({ letters: 1, ignored: 0 })
    const toArchive = await lettersToClose(environment, world.selection, 'archive')
    expect(toArchive).toMatchObject({ letters: [], ignored: 1 })
    const named = await lettersToClose(environment, { ...world.selection, fingerprint: KNOWN }, 'archive')
    expect(named.letters).toMatchObject([{ id }])
  })
})

describe('an edit for a consumer that keeps the newest only', () => {
  it('which comes too late is told so: it was done and has changed nothing', async () => {
    const world = new RetryWorld(db, 'notification-customers')
    const [id = ''] = await world.die(1)
    const letter = (await world.letterOf(id))!
    const edited = { id: `${id}-edited`, envelope: { event_id: `${id}-edited` }, isEvent: false } as Edited
    const consumer = world.store.consumers.get(world.name)!
    await replaceLetter({ ...world.store, now: world.now, by, reason: 'typo' }, consumer, letter, edited)
    world.consumer.isOvertaken = (one) => one === edited.id
    const operation = await world.plan({ selection: { consumer: world.name, ids: [edited.id] } })
    expect(await runRetry(world.environment(), operation)).toMatchObject({ counts: { resolved: 0, skipped: 1 } })
    expect((await world.receipts(operation))[0]?.detail).toMatch(/the edit has changed nothing/)
  })
})
