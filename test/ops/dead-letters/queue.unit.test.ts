import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDeadLetter } from '../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { toMessageAttributes } from '../../../lambdas/runtime/dead-letter/message-attributes.ts'
import { causelessText } from '../../../ops/dead-letters/commands/show-text.ts'
import type { DeadLetterEnvironment } from '../../../ops/dead-letters/environment.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { causelessIssues } from '../../../ops/dead-letters/queue/causeless-issues.ts'
import type { Copy } from '../../../ops/dead-letters/queue/copy.ts'
import { findCauseless, keepFound } from '../../../ops/dead-letters/queue/find-causeless.ts'
import { keepCauseless, unknownOf } from '../../../ops/dead-letters/queue/keep-causeless.ts'
import { look } from '../../../ops/dead-letters/queue/look.ts'
import { unseenText } from '../../../ops/dead-letters/queue/unseen-text.ts'
import { issuesOf, lookForCauseless, toCauseless } from '../../../ops/dead-letters/queue/without-cause.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { MemorySqs } from '../../support/memory-sqs.ts'
import { eventIdOf, START, storeOf } from './kit.ts'

let db: TestDynamoDb
let now = START
const sqs = new MemorySqs(() => now)
const queueUrl = 'https://sqs/payment-dead'

const event = (number: number) =>
  JSON.stringify({ event_id: eventIdOf(number), event_type: 'order.created', aggregate_id: `ord_${number}` })

beforeAll(async () => {
  db = await startTestDynamoDb()
  const delivery = {
    messageId: 'm',
    receiptHandle: 'h',
    body: event(1),
    receiveCount: 1,
    sentAt: 0,
    groupId: undefined,
  }
  const letter = toDeadLetter('payment', delivery, undefined, {
    error: new Error('no account'),
    attempts: 1,
    firstFailedAt: START,
    lastFailedAt: START,
  })
  sqs.put(queueUrl, event(1), toMessageAttributes(letter))
  sqs.put(queueUrl, JSON.stringify({ 'detail-type': 'order.created', detail: JSON.parse(event(2)) }))
  sqs.put(queueUrl, 'not even JSON')
  sqs.put(queueUrl, event(3), { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'may not send', RULE_ARN: 'arn:any' })
})
afterAll(() => db.close())

const store = () => storeOf(db, () => START + 1000)

/** Looks through the queue. @returns what has no cause, and how much was looked at. */
async function looked(most: number) {
  const copies: Copy[] = []
  const pages: number[] = []
  const seen = await lookForCauseless(sqs.client, queueUrl, most, async (page) => {
    pages.push(page.length)
    copies.push(...page)
  })
  return { ...seen, copies, pages }
}

const environment = (differences: Partial<DeadLetterEnvironment> = {}): DeadLetterEnvironment =>
  ({
    ...store(),
    sqs: sqs.client,
    deadLetterQueueUrl: () => queueUrl,
    deployed: ['payment'],
    ...differences,
  }) as Partial<DeadLetterEnvironment> as DeadLetterEnvironment

describe('what died without a cause', () => {
  it('is found by looking at the queue, apart from what its consumer wrote down', async () => {
    const { copies, ...seen } = await looked(100)
    expect(seen).toMatchObject({ looked: 4, depth: 4, isComplete: true })
    const issues = issuesOf('payment', copies.map(toCauseless))
    expect(
      issues.map(({ errorType, dead, eventTypes, aggregates }) => ({ errorType, dead, eventTypes, aggregates })),
    ).toEqual(
      expect.arrayContaining([
        { errorType: 'MovedByQueue', dead: 2, eventTypes: ['order.created'], aggregates: 1 },
        { errorType: 'NotDelivered:NO_PERMISSIONS', dead: 1, eventTypes: ['order.created'], aggregates: 1 },
      ]),
    )
  })

  it('can be looked at again at once, so that a retry that is soon over finds the copies of its letters', async () => {
    await looked(100)
    expect(await looked(100)).toMatchObject({ looked: 4, isComplete: true })
  })

  it('is hidden by a look that goes on: another one says that it has not seen everything', async () => {
    await look({ sqs: sqs.client, queueUrl, most: 100, hiddenSeconds: 5 })
    const other = await look({ sqs: sqs.client, queueUrl, most: 100, hiddenSeconds: 0 })
    expect(other).toMatchObject({ depth: 4, isComplete: false })
  })

  it('is listed by what is known of it, and told with the command that retries it', async () => {
    now += 5_000
    const of = async (selection: object) =>
      (
        await causelessIssues(environment(), {
          selection: { consumer: 'payment', ...selection },
          most: 100,
          keep: false,
        })
      ).issues
    const [moved] = await of({ eventType: 'order.created', aggregateId: 'ord_2' })
    expect(moved).toMatchObject({ errorType: 'MovedByQueue', dead: 1 })
    expect(await of({ fingerprint: moved!.fingerprint })).toMatchObject([{ dead: 2 }])
    expect(await of({ aggregateId: 'ord_1' }), 'has a cause').toEqual([])
    const text = causelessText(moved!, now)
    expect(text).toContain(`${moved!.fingerprint}  payment  without a cause on record`)
    expect(text).toContain(`dead-letters retry --consumer payment --fingerprint ${moved!.fingerprint} --dry-run`)
  })

  it('gets records of its own, once, and is listed with the others from then on', async () => {
    now += 5_000
    const seen = await look({ sqs: sqs.client, queueUrl, most: 100, hiddenSeconds: 0 })
    expect(seen.isComplete).toBe(true)
    const causeless = seen.copies.filter(({ origin }) => origin !== 'consumer')
    const writer = { dynamo: db.client, table: testTables.deadLetters }
    expect(await keepCauseless(writer, 'payment', causeless, START)).toBe(3)
    expect(await keepCauseless(writer, 'payment', causeless, START + 1)).toBe(0)
    const issues = await listIssues(store(), { consumer: 'payment' })
    expect(issues.map(({ errorType, dead }) => [errorType, dead])).toEqual(
      expect.arrayContaining([
        ['MovedByQueue', 2],
        ['NotDelivered:NO_PERMISSIONS', 1],
      ]),
    )
    expect(await unknownOf(store(), 'payment', causeless)).toEqual([])
  })

  it('says when there is more than was looked at', async () => {
    for (let more = 0; more < 20; more++) sqs.put(queueUrl, event(100 + more))
    expect(await looked(10)).toMatchObject({ looked: 10, depth: 24, isComplete: false })
  })

  it('is looked at page by page, however many there are, and its ids alone are remembered', async () => {
    now += 5_000
    for (let more = 0; more < 250; more++) sqs.put(queueUrl, event(1_000 + more))
    const { pages, ...seen } = await looked(10_000)
    expect(seen).toMatchObject({ looked: 274, isComplete: true })
    expect(Math.max(...pages)).toBeLessThanOrEqual(200)
    expect(sqs.messages(queueUrl).every(({ visibleAt }) => visibleAt <= now)).toBe(true)
    const found = await findCauseless(environment(), {})
    expect(found).toMatchObject({ consumers: ['payment'], unseen: [] })
    expect(found.messageIds.size).toBe(270)
    expect((await keepFound(environment(), found, START)).size).toBe(270)
    expect((await findCauseless(environment(), {})).messageIds.size).toBe(0)
  })

  it('is listed of all queues but those that cannot be looked at, and these are told with the reason', async () => {
    now += 5_000
    sqs.put(queueUrl, 'one more that is not JSON')
    const deadLetterQueueUrl = (consumer: string) => {
      if (consumer === 'payment') return queueUrl
      throw Object.assign(new Error('no sqs:ReceiveMessage'), { name: 'AccessDenied' })
    }
    const some = environment({ deployed: ['payment', 'inventory'], deadLetterQueueUrl })
    const told = await causelessIssues(some, { selection: {}, most: 10_000, keep: false })
    expect(told.issues).toMatchObject([{ consumer: 'payment', dead: 1 }])
    const why = 'AccessDenied: no sqs:ReceiveMessage'
    expect(told.unseen).toEqual([{ consumer: 'inventory', looked_at: 0, messages: null, why }])
    expect(unseenText(told.unseen, { none: ' (--look 0 leaves the queues out)' })).toBe(
      `Not looked at for what has no cause: inventory: ${why} (--look 0 leaves the queues out)\n`,
    )
    expect(await findCauseless(some, {})).toMatchObject({ consumers: ['payment'], unseen: [{ why }] })
  })

  it('is not looked for in the queue of a consumer that is declared here and not deployed', async () => {
    const asked: string[] = []
    const deadLetterQueueUrl = (consumer: string) => {
      asked.push(consumer)
      return queueUrl
    }
    await causelessIssues(environment({ deadLetterQueueUrl }), { selection: {}, most: 100, keep: false })
    expect(asked).toEqual(['payment'])
  })
})
