import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditText, endText } from '../../../ops/dead-letters/retry/outcome-text.ts'
import { runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { mark } from './kit.ts'
import { KNOWN, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

/** The consumer has processed these meanwhile: a retry closes them, and sends nothing. */
async function completed(world: RetryWorld, ids: readonly string[]): Promise<void> {
  const expires_at = { N: String(Math.ceil(world.now / 1000) + 1000) }
  for (const id of ids) await mark(db, `${world.name}#${id}`, { expires_at })
}

/** Counts what is sent. */
function counting(world: RetryWorld) {
  const sends: number[] = []
  world.sqs.before = (operation) => {
    if (operation === 'SendMessageBatch') sends.push(1)
    return undefined
  }
  return sends
}

describe('the steps of a retry', () => {
  it('count what was sent: behind letters that were only closed, one is sent before five are', async () => {
    const world = new RetryWorld(db, 'payment')
    const ids = await world.die(60)
    await completed(world, ids.slice(0, 40))
    world.consumer.fails = () => ({ fingerprint: KNOWN })
    const sends = counting(world)
    const stopped = await runRetry(world.environment(), await world.plan())
    expect(stopped).toMatchObject({ status: 'stopped', position: 41, counts: { resolved: 40, died: 1, sent: 0 } })
    expect(sends).toHaveLength(1)
    expect(await world.statusOf(ids[41]!)).toBe('dead')
  })

  it('weigh the share of failures among what was sent: letters that were only closed prove nothing', async () => {
    const world = new RetryWorld(db, 'payment')
    const ids = await world.die(40)
    // Of the third step, which begins behind six letters, twenty are closed; all others of it fail.
    await completed(world, ids.slice(6, 26))
    world.consumer.fails = (id) => (ids.indexOf(id) >= 26 ? { fingerprint: KNOWN } : undefined)
    const stopped = await runRetry(world.environment(), await world.plan({ rate: 25 }))
    expect(stopped).toMatchObject({ status: 'stopped' })
    expect(stopped.why).toMatch(/^(\d+) of \1 died again, more than 20 %; the last: aaaaaaaaaaaaaaaa$/)
  })

  it('go on where an earlier run has stopped, by what it had sent', async () => {
    const world = new RetryWorld(db, 'payment')
    const ids = await world.die(30)
    await completed(world, ids.slice(0, 3))
    world.consumer.fails = () => ({ fingerprint: KNOWN })
    const id = await world.plan()
    expect(await runRetry(world.environment(), id)).toMatchObject({ position: 4, counts: { resolved: 3, died: 1 } })
    world.consumer.fails = (one) => (ids.indexOf(one) === 4 ? { fingerprint: KNOWN } : undefined)
    const again = await runRetry(world.environment(), id)
    expect(again, 'five more, of which one dies: not too many').toMatchObject({ status: 'done', counts: { died: 2 } })
  })
})

it('the reason for which a retry has stopped is told with what the consumer said, and audited without it: that may hold data', async () => {
  const world = new RetryWorld(db, 'payment')
  await world.die(3)
  world.consumer.fails = () => ({ fingerprint: 'bbbbbbbbbbbbbbbb' })
  const stopped = await runRetry(world.environment(), await world.plan())
  expect(stopped).toMatchObject({ detail: 'PermanentError:NO_ACCOUNT: No account of cust_0' })
  expect(endText(stopped)).toContain(
    'died of a new cause: bbbbbbbbbbbbbbbb PermanentError:NO_ACCOUNT: No account of cust_0',
  )
  expect(auditText(stopped)).toContain('died of a new cause: bbbbbbbbbbbbbbbb\n1 of 3: 0 processed, 1 died again.')
  expect(auditText(stopped)).not.toContain('cust_0')
  world.consumer.fails = () => undefined
  expect(await runRetry(world.environment(), stopped.id)).toMatchObject({ status: 'done', why: '', detail: '' })
})
