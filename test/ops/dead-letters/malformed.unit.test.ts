import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeLetters } from '../../../ops/dead-letters/close/close-letters.ts'
import { lettersToClose } from '../../../ops/dead-letters/close/letters-to-close.ts'
import { issueText } from '../../../ops/dead-letters/commands/show-text.ts'
import { readIssueDetails } from '../../../ops/dead-letters/issues/issue-details.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { quietSeconds } from '../../../ops/dead-letters/letters/overdue.ts'
import { planRetry } from '../../../ops/dead-letters/retry/plan.ts'
import { runRetry } from '../../../ops/dead-letters/retry/run.ts'
import { PauseRecords } from '../../../ops/pauses/pause-records.ts'
import { startTestDynamoDb, type TestDynamoDb } from '../../support/dynamodb.ts'
import { NO_MESSAGE } from './consumer-simulation.ts'
import { deadLetter, storeLetter } from './kit.ts'
import { KNOWN, RetryWorld } from './retry-world.ts'

let db: TestDynamoDb
beforeAll(async () => {
  db = await startTestDynamoDb()
})
afterAll(() => db.close())

const plan = (world: RetryWorld, again = false) => planRetry(world.store, { selection: world.selection, again })

async function refused(world: RetryWorld, ...bodies: string[]): Promise<string[]> {
  const ids: string[] = []
  for (const body of bodies) ids.push(await world.consumer.refuse(body))
  world.now += 1000
  return ids
}

describe.each(['payment', 'order-view'])('a letter of %s whose body has no id of its own', (consumer) => {
  it('is left out of a retry, because it dies of the same cause, unless that is asked for', async () => {
    const world = new RetryWorld(db, consumer)
    await refused(world, 'no message', 'no message either')
    await world.die(1)
    expect(await plan(world)).toMatchObject({ letters: 1, malformed: 2, verdicts: { 'no-message': 2 } })
    expect(await plan(world, true)).toMatchObject({ letters: 3, malformed: 0 })
  })

  it('that dies once more has its one record, and its retry stops at the first of them', async () => {
    const world = new RetryWorld(db, consumer)
    const ids = await refused(world, 'no message', 'no message either')
    const stopped = await runRetry(world.environment(), await world.plan({ again: true }))
    expect(stopped).toMatchObject({ status: 'stopped', position: 1, counts: { died: 1 } })
    expect(await Promise.all(ids.map(world.statusOf))).toEqual(['dead', 'dead'])
    const [issue, ...others] = await listIssues(world.store, world.selection)
    expect(others).toEqual([])
    expect(issue).toMatchObject({ fingerprint: NO_MESSAGE, dead: 2, retried: 0, deaths: 3 })
    expect(await plan(world, true), 'and it is still one letter each').toMatchObject({ letters: 2 })
    expect(world.copies).toBe(2)
  })

  it('is closed when today’s code takes it for a message and does it', async () => {
    const world = new RetryWorld(db, consumer)
    const [id = ''] = await refused(world, 'no message')
    world.consumer.eventIdIn = () => 'evt_of_its_own'
    expect(await runRetry(world.environment(), await world.plan({ again: true }))).toMatchObject({
      status: 'done',
      counts: { resolved: 1 },
    })
    expect(await world.statusOf(id)).toBe('resolved')
    expect(world.effectsOf(['evt_of_its_own'])).toEqual([1])
  })
})

it('a letter that was refused as another team’s is retried: its body is a whole event, and the catalog may name its sender now', async () => {
  const world = new RetryWorld(db, 'payment')
  const fingerprint = 'eeeeeeeeeeeeeeee'
  const refusal = { fingerprint, id: '0b9f3c1e-sqs', messageId: '0b9f3c1e-sqs', lastFailedAt: world.now }
  await storeLetter(db, deadLetter(1, { ...refusal, errorType: 'ContractError:SENDER_UNKNOWN' }))
  expect(await plan(world)).toMatchObject({ letters: 1, malformed: 0, verdicts: { 'of-a-stranger': 1 } })
  const [issue] = await readIssueDetails(world.store, fingerprint, world.name, 1)
  expect(issueText(issue!, world.now)).toContain('Retry them, one first')
})

describe('a letter that was sent again and of which nothing is heard', () => {
  const archive = async (world: RetryWorld) => {
    const environment = { ...world.environment(), changeId: `change-${world.now}` }
    const { letters } = await lettersToClose(environment, named(world), 'archive')
    return closeLetters(environment, world.selection, letters, 'archive')
  }
  const named = (world: RetryWorld) => ({ ...world.selection, fingerprint: KNOWN })
  const sentInVain = async (consumer: string) => {
    const world = new RetryWorld(db, consumer)
    const [id = ''] = await world.die(1)
    const lost = async (milliseconds: number) => {
      world.now += milliseconds
      world.sqs.messages(world.consumer.queueUrl).splice(0)
    }
    await runRetry(world.environment({ pause: lost }), await world.plan())
    return { world, id }
  }

  it('can be archived once something would have been heard of it', async () => {
    const { world, id } = await sentInVain('payment')
    const { sentAt = '' } = (await world.letterOf(id))!
    world.now = Date.parse(sentAt) + quietSeconds(world.store.consumers.get('payment')!) * 1000
    expect(await archive(world), 'its consumer may be at work').toBe(0)
    world.now += 1
    expect(await archive(world)).toBe(1)
    expect(await world.statusOf(id)).toBe('archived')
  })

  it('is left where only its consumer is named, or that is paused: its message may lie in the queue', async () => {
    const { world } = await sentInVain('payment')
    world.now += quietSeconds(world.store.consumers.get('payment')!) * 1000 + 60_000
    const toClose = (selection: object) => lettersToClose(world.environment(), selection, 'archive')
    expect(await toClose(world.selection)).toMatchObject({ letters: [], sent: 0, sentLeft: 1 })
    expect(await toClose(named(world))).toMatchObject({ letters: [{}], sent: 1, sentLeft: 0 })
    const records = new PauseRecords(db.client, world.store.operationTable)
    const since = new Date(world.now).toISOString()
    const record = { consumer: 'payment', id: 'pause_1', intent: 'pause', by: 'anna', reason: 'look', since } as const
    await records.replace(record, undefined)
    expect(await toClose(named(world))).toMatchObject({ letters: [], sentLeft: 1 })
    await records.remove(record)
  })

  it('is not archived when its effect has happened meanwhile', async () => {
    const { world, id } = await sentInVain('payment')
    world.sqs.put(world.consumer.queueUrl, JSON.stringify({ event_id: id }))
    await world.consumer.run()
    world.now += quietSeconds(world.store.consumers.get('payment')!) * 1000
    expect(await archive(world)).toBe(0)
  })

  it('can be archived when its consumer is not declared any more', async () => {
    const { world, id } = await sentInVain('payment')
    const consumers = new Map([...world.store.consumers].filter(([name]) => name !== 'payment'))
    const environment = { ...world.environment(), consumers, deployed: [], changeId: 'change' }
    const archiveGone = async () => {
      const { letters } = await lettersToClose(environment, named(world), 'archive')
      return closeLetters(environment, world.selection, letters, 'archive')
    }
    expect(await archiveGone(), 'a checkout that is behind may lack it').toBe(0)
    world.now += 86_400_000
    expect(await archiveGone()).toBe(1)
    expect(await world.statusOf(id)).toBe('archived')
  })
})
