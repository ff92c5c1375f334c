import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askOperation, loadOperation, NotOwned, takeOperation } from '../../../ops/bulk-operations/store.ts'
import { closeLetters } from '../../../ops/dead-letters/close/close-letters.ts'
import { lettersToClose } from '../../../ops/dead-letters/close/letters-to-close.ts'
import type { Edited } from '../../../ops/dead-letters/edit/edited-body.ts'
import { replaceLetter } from '../../../ops/dead-letters/edit/replace-letter.ts'
import { sweep } from '../../../ops/dead-letters/queue/sweep.ts'
import { abortOperation } from '../../../ops/dead-letters/retry/abort.ts'
import { runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { KillSwitch, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const by = { arn: 'arn:aws:iam::000000000000:user/anna' }
let changes = 0

/**
 * Gives a command whose tool is killed at its n-th call that changes something, for each n; then checks. Fails if there is no such call, because then
 * no tool was killed.
 * @param prepare makes a world for each kill. @param command with the clients of the killed tool. @returns how many tools were killed.
 */
async function killedAtEachCall(
  prepare: () => Promise<RetryWorld>,
  command: (world: RetryWorld, killed: ReturnType<RetryWorld['environment']>) => Promise<unknown>,
  check: (world: RetryWorld, place: string) => Promise<void>,
): Promise<number> {
  let kills = 0
  for (let call = 1, isOver = false; !isOver; call++) {
    const world = await prepare()
    const kill = new KillSwitch(call)
    const clients = { dynamo: kill.wrap(db.client), sqs: kill.wrap(world.sqs.client), owner: 'killed' }
    await command(world, world.environment(clients)).catch(() => {})
    isOver = !kill.isDead
    // What the tool has hidden is seen again, and its lease is over.
    world.now += 31_000
    await check(world, `killed after call ${call}`)
    if (kill.isDead) kills++
  }
  expect(kills, 'tools that were killed').toBeGreaterThan(0)
  return kills
}

const withLetters = (name: string, count: number) => async () => {
  const world = new RetryWorld(db, name)
  await world.die(count)
  return world
}

type Environment = ReturnType<RetryWorld['environment']>

const close = (verb: 'archive' | 'restore' | 'purge') => async (world: RetryWorld, environment: Environment) => {
  const { letters } = await lettersToClose(environment, world.selection, verb)
  return closeLetters({ ...environment, changeId: `change-${++changes}` }, world.selection, letters, verb)
}
const archived = async () => {
  const world = await withLetters('notification-customers', 2)()
  await close('archive')(world, world.environment())
  return world
}

describe('a tool that is killed at any call', () => {
  it('of an archive: given again, all letters are archived with their bodies, and no copy keeps the alarm on', async () => {
    const kills = await killedAtEachCall(
      withLetters('notification-customers', 2),
      close('archive'),
      async (world, place) => {
        await close('archive')(world, world.environment())
        const { letters } = await lettersToClose(world.environment(), world.selection, 'purge')
        expect(letters.length, place).toBe(2)
        for (const { id } of letters) expect((await world.letterOf(id))?.body, place).toBeDefined()
        expect(world.copies, place).toBe(0)
      },
    )
    expect(kills).toBeGreaterThan(2)
  })

  it('of a restore: given again, all letters wait, and can be retried', async () => {
    await killedAtEachCall(archived, close('restore'), async (world, place) => {
      await close('restore')(world, world.environment())
      const done = await runRetry(world.environment(), await world.plan())
      expect(done, place).toMatchObject({ status: 'done', counts: { resolved: 2 } })
    })
  })

  it('of a purge: given again, records and copies are gone, and nothing else', async () => {
    const prepare = async () => {
      const world = await archived()
      await world.die(1)
      return world
    }
    await killedAtEachCall(prepare, close('purge'), async (world, place) => {
      await close('purge')(world, world.environment())
      expect((await lettersToClose(world.environment(), world.selection, 'purge')).letters, place).toEqual([])
      expect((await lettersToClose(world.environment(), world.selection, 'archive')).letters.length, place).toBe(1)
      expect(world.copies, place).toBe(1)
    })
  })

  it.each(['payment', 'notification-customers'])(
    'of an edit for %s: one of both events takes effect, once',
    async (name) => {
      const ids = (world: RetryWorld) => [...world.consumer.effects.keys()]
      await killedAtEachCall(
        withLetters(name, 1),
        async (world, environment) => {
          const { letters } = await lettersToClose(world.environment(), world.selection, 'archive')
          const letter = (await world.letterOf(letters[0]!.id))!
          const edited = { id: `${letter.id}-edited`, envelope: { event_id: `${letter.id}-edited` }, isEvent: false }
          const replacing = { ...environment, now: world.now, by, reason: 'typo' }
          await replaceLetter(replacing, world.store.consumers.get(name)!, letter, edited as Edited)
          await runRetry(environment, await world.plan())
        },
        async (world, place) => {
          await world.consumer.run()
          // Whatever was left is retried as any other letter, as soon as its claim is over.
          world.now += 301_000
          await runRetry(world.environment(), await world.plan()).catch(() => {})
          await sweep(world.environment(), name)
          expect(world.consumer.effects.size, `${place}: ${ids(world).join(', ')}`).toBe(1)
          expect([...world.consumer.effects.values()], place).toEqual([1])
          expect((await lettersToClose(world.environment(), world.selection, 'archive')).letters, place).toEqual([])
          expect(world.copies, place).toBe(0)
        },
      )
    },
  )

  it('of an abort: given again, what was claimed and not sent is dead at once', async () => {
    const prepare = async () => {
      const world = await withLetters('notification-customers', 2)()
      const id = await world.plan()
      const offline = { send: () => Promise.reject(new Error('offline')) }
      await runRetry(world.environment({ sqs: offline as never, owner: 'gone' }), id).catch(() => {})
      aborted.set(world, id)
      return world
    }
    const aborted = new Map<RetryWorld, string>()
    await killedAtEachCall(
      prepare,
      (world, environment) => abortOperation(environment, aborted.get(world)!, 'no'),
      async (world, place) => {
        await abortOperation(world.environment(), aborted.get(world)!, 'no')
        const { letters } = await lettersToClose(world.environment(), world.selection, 'archive')
        expect(
          letters.map(({ status }) => status),
          place,
        ).toEqual(['dead', 'dead'])
      },
    )
  })
})

describe('an operation that is paused or aborted from elsewhere', () => {
  it('is not taken by another tool before its own has let go of it', async () => {
    const world = await withLetters('payment', 1)()
    const id = await world.plan()
    await takeOperation(world.store, id, 'first')
    await askOperation(world.store, id, 'paused', 'lunch')
    await expect(takeOperation(world.store, id, 'second')).rejects.toThrow(NotOwned)
    world.now += 31_000
    await takeOperation(world.store, id, 'second')
  })

  it('waits, aborted, for the batch that its tool has in hand', async () => {
    const world = await withLetters('payment', 40)()
    const id = await world.plan({ rate: 5 })
    let isAborting: Promise<number> | undefined
    const tool = world.environment({
      pause: async (milliseconds) => {
        world.now += milliseconds
        await world.consumer.run()
        isAborting ??= abortOperation(world.environment(), id, 'not needed')
      },
    })
    expect(await runRetry(tool, id)).toMatchObject({ status: 'aborted', why: 'not needed' })
    expect(await isAborting).toBe(0)
  })

  it('keeps the reason for which it has stopped, and is aborted once although an answer is lost', async () => {
    const world = await withLetters('payment', 1)()
    world.consumer.fails = () => ({ fingerprint: 'bbbbbbbbbbbbbbbb' })
    const id = await world.plan()
    await runRetry(world.environment(), id)
    await askOperation(world.store, id, 'paused', 'by an operator')
    const stopped = (await loadOperation(world.store, id))?.operation
    expect(stopped).toMatchObject({ status: 'stopped', why: expect.stringMatching(/died of a new cause/) })
    db.faults.push('lose-answer')
    await askOperation(world.store, id, 'aborted', 'not needed')
    expect((await loadOperation(world.store, id))?.operation).toMatchObject({ status: 'aborted', why: 'not needed' })
  })
})
