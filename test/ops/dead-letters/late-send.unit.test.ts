import { TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LEASE_MS, loadOperation } from '../../../ops/bulk-operations/store.ts'
import { changeLetters, lettersToChange } from '../../../ops/dead-letters/close/change-status.ts'
import { abortOperation } from '../../../ops/dead-letters/retry/abort.ts'
import { type RunEnvironment, runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const CLAIM_OVER_MS = 301_000

/** A tool that is told of each answer of DynamoDB before it goes on. */
function hearing(world: RetryWorld, onAnswer: (command: object) => Promise<void> | void): RunEnvironment {
  const dynamo = new Proxy(db.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: object) => {
            const answer = await target.send(command as UpdateItemCommand)
            await onAnswer(command)
            return answer
          }
        : Reflect.get(target, name, target),
  })
  return world.environment({ dynamo, owner: 'sleeper' })
}

/** A tool whose machine sleeps after its first claim, before it sends anything. */
function sleeping(world: RetryWorld, sleep: () => Promise<void>): RunEnvironment {
  let hasSlept = false
  return hearing(world, async (command) => {
    if (hasSlept || !isClaim(command)) return
    hasSlept = true
    await sleep()
  })
}

const isClaim = (command: object): boolean =>
  (command instanceof UpdateItemCommand || command instanceof TransactWriteItemsCommand) &&
  JSON.stringify(command.input).includes('retried_at = :now')

const isRenewal = (command: object): boolean =>
  isClaim(command) && JSON.stringify(command).includes('"UpdateExpression":"SET retried_at = :now"')

// One consumer has markers; one promises at most once, and takes effect again whenever it is sent something.
describe.each(['payment', 'analytics'])('a tool of %s that sleeps between a claim and its send', (consumer) => {
  it('sends nothing that another person has archived meanwhile', async () => {
    const world = new RetryWorld(db, consumer)
    const [id = ''] = await world.die(1)
    const archive = async () => {
      world.now += CLAIM_OVER_MS
      const letters = await lettersToChange(world.store, world.selection, 'archive')
      const changing = { ...world.environment(), changeId: 'change' }
      expect(await changeLetters(changing, letters, 'archive')).toBe(1)
    }
    const ended = await runRetry(sleeping(world, archive), await world.plan({ again: true }))
    expect(ended).toMatchObject({ status: 'done', counts: { skipped: 1 } })
    expect(await world.statusOf(id)).toBe('archived')
    expect(world.effectsOf([id])).toEqual([0])
  })

  it('sends nothing that another tool has retried meanwhile, and has no receipt of it', async () => {
    const world = new RetryWorld(db, consumer)
    const [id = ''] = await world.die(1)
    const operation = await world.plan({ again: true })
    const another = async () => {
      world.now += CLAIM_OVER_MS
      const ended = await runRetry(world.environment(), await world.plan({ again: true }))
      expect(ended).toMatchObject({ counts: { resolved: 1 } })
    }
    const ended = await runRetry(sleeping(world, another), operation)
    expect(ended).toMatchObject({ counts: { skipped: 1 } })
    expect(world.effectsOf([id])).toEqual([1])
  })

  it('writes nothing more about an operation that another tool has resumed and ended', async () => {
    const world = new RetryWorld(db, consumer)
    const ids = await world.die(3)
    const id = await world.plan({ again: true })
    const resume = async () => {
      world.now += CLAIM_OVER_MS
      await runRetry(world.environment(), id)
    }
    const seen = await runRetry(sleeping(world, resume), id)
    const { operation } = (await loadOperation(world.store, id))!
    expect(seen).toEqual(operation)
    expect(operation.status).toBe('done')
    expect((await world.receipts(id)).map(({ state }) => state)).not.toContain('sent')
    await world.consumer.run()
    for (const effects of world.effectsOf(ids)) expect(effects).toBeLessThanOrEqual(1)
  })

  it('sends nothing of an operation that a person has aborted after its lease was over', async () => {
    const world = new RetryWorld(db, consumer)
    const ids = await world.die(3)
    const id = await world.plan({ again: true })
    const abort = async () => {
      world.now += LEASE_MS + 1000
      await abortOperation(world.environment(), id, 'enough')
    }
    expect(await runRetry(sleeping(world, abort), id)).toMatchObject({ status: 'aborted' })
    await world.consumer.run()
    expect(world.effectsOf(ids)).toEqual([0, 0, 0])
    expect(await Promise.all(ids.map(world.statusOf))).toEqual(['dead', 'dead', 'dead'])
  })

  it('is waited for by an abort when its claims took almost its lease to renew', async () => {
    const world = new RetryWorld(db, consumer)
    const ids = await world.die(1)
    const id = await world.plan({ again: true })
    let isAsleep = true
    const environment = hearing(world, (command) => {
      if (isRenewal(command)) world.now += LEASE_MS - 5_000
      else if (isAsleep && isClaim(command)) {
        isAsleep = false
        world.now += CLAIM_OVER_MS
      }
    })
    const looked = Promise.withResolvers<void>()
    const pause = async () => {
      looked.resolve()
      await new Promise(setImmediate)
    }
    let aborting = Promise.resolve(0)
    const send = async (command: SendMessageBatchCommand) => {
      if (command instanceof SendMessageBatchCommand) {
        // The call hangs until its tool's lease would be over, were it not renewed after the claims.
        world.now += 10_000
        aborting = abortOperation(world.environment({ pause }), id, 'enough')
        await Promise.race([looked.promise, aborting])
      }
      return world.sqs.client.send(command)
    }
    const sqs = { send, middlewareStack: {} } as unknown as SQSClient
    await runRetry({ ...environment, sqs }, id)
    expect(await aborting, 'put back').toBe(0)
    expect(await world.statusOf(ids[0]!)).toBe('retried')
  })

  it('claims once more and sends, if nobody else has taken the letters', async () => {
    const world = new RetryWorld(db, consumer)
    const ids = await world.die(1)
    const sleep = async () => {
      world.now += CLAIM_OVER_MS
    }
    const ended = await runRetry(sleeping(world, sleep), await world.plan({ again: true }))
    expect(ended).toMatchObject({ status: 'done', counts: { resolved: 1 } })
    expect(world.effectsOf(ids)).toEqual([1])
  })
})
