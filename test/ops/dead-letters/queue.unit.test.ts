import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toDeadLetter } from '../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { toMessageAttributes } from '../../../lambdas/runtime/dead-letter/message-attributes.ts'
import { listIssues } from '../../../ops/dead-letters/issues/list-issues.ts'
import { keepCauseless, knownCopies } from '../../../ops/dead-letters/queue/keep-causeless.ts'
import { look } from '../../../ops/dead-letters/queue/look.ts'
import { issuesOf, lookForCauseless } from '../../../ops/dead-letters/queue/without-cause.ts'
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

const queues = () => [{ consumer: 'payment', deadLetterQueueUrl: queueUrl }]
const store = () => storeOf(db, () => START + 1000)

describe('what died without a cause', () => {
  it('is found by looking at the queue, apart from what its consumer wrote down', async () => {
    const [found] = await lookForCauseless(sqs.client, queues(), 100)
    expect(found).toMatchObject({ consumer: 'payment', looked: 4, depth: 4, isComplete: true })
    const issues = issuesOf(found!, () => false)
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
    await lookForCauseless(sqs.client, queues(), 100)
    const [again] = await lookForCauseless(sqs.client, queues(), 100)
    expect(again).toMatchObject({ looked: 4, isComplete: true })
  })

  it('is hidden by a look that goes on: another one says that it has not seen everything', async () => {
    await look({ sqs: sqs.client, queueUrl, most: 100, hiddenSeconds: 5 })
    const other = await look({ sqs: sqs.client, queueUrl, most: 100, hiddenSeconds: 0 })
    expect(other).toMatchObject({ depth: 4, isComplete: false })
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
    const isKnown = await knownCopies(store(), [{ consumer: 'payment', copies: causeless }])
    expect(causeless.every(isKnown)).toBe(true)
  })

  it('says when there is more than was looked at', async () => {
    for (let more = 0; more < 20; more++) sqs.put(queueUrl, event(100 + more))
    const [found] = await lookForCauseless(sqs.client, queues(), 10)
    expect(found).toMatchObject({ looked: 10, depth: 24, isComplete: false })
  })
})
