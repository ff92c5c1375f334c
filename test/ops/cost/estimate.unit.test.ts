import { describe, expect, it } from 'vitest'
import { auditConsumer } from '../../../lambdas/audit/consumer.ts'
import { notificationConsumer } from '../../../lambdas/notification/consumers.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { paymentConsumer } from '../../../lambdas/payment/consumers.ts'
import { type CostedConsumer, consumerUsage, fullBatch } from '../../../ops/cost/consumer-usage.ts'
import { estimateConsumer } from '../../../ops/cost/estimate.ts'
import { gbSeconds } from '../../../ops/cost/lambda-time.ts'
import { estimateText } from '../../../ops/cost/text.ts'

const traffic = { events: 1000, perInvocation: 10, writes: 1, eventBytes: 1024 }
const plain: CostedConsumer = { ...orderViewConsumer, ordering: 'none', uses: {} }

describe('what a consumer uses for 1,000 events in batches of ten', () => {
  it('is a delivery each, and an invocation, a receive and a delete for each batch', () => {
    expect(consumerUsage(plain, traffic)).toMatchObject({ lambdaRequests: 100, sqsStandardRequests: 1200 })
    const acknowledging: CostedConsumer = { ...plain, delivery: 'at-most-once', idempotency: undefined }
    expect(consumerUsage(acknowledging, traffic)).toMatchObject({ sqsStandardRequests: 1300 })
  })

  it('comes by the topic if it is ordered', () => {
    expect(consumerUsage(orderViewConsumer, traffic)).toMatchObject({
      sqsFifoRequests: 1200,
      snsFifoDeliveries: 1000,
      snsFifoDeliveredBytes: 1_024_000,
    })
    expect(consumerUsage(orderViewConsumer, traffic)).not.toHaveProperty('sqsStandardRequests')
  })

  it.each<[string, CostedConsumer, number]>([
    ['a marker and an item in a transaction', { ...plain, idempotency: 'atomic' }, 4],
    [
      'a marker and a stored event with its index entry in a transaction',
      { ...paymentConsumer, idempotency: 'atomic' },
      6,
    ],
    ['a claim, its completion and an item', { ...plain, idempotency: 'lease' }, 3],
    ['one item', { ...plain, idempotency: 'versioned' }, 1],
  ])('writes %s', (_, consumer, unitsPerEvent) => {
    expect(consumerUsage(consumer, traffic).dynamodbWriteUnits).toBe(unitsPerEvent * traffic.events)
  })

  it('has the objects and mails that it declares', () => {
    const archiving: CostedConsumer = { ...plain, uses: { bucket: 'write' } }
    expect(consumerUsage(archiving, traffic)).toMatchObject({ s3Writes: 1000 })
    expect(consumerUsage(archiving, { ...traffic, writes: 0 })).toMatchObject({ dynamodbWriteUnits: 0 })
    expect(consumerUsage(notificationConsumer, traffic)).toMatchObject({ sesRecipients: 1000 })
  })
})

describe('what a consumer uses for 3,000 events in one large batch', () => {
  const large = { ...traffic, events: 3000, perInvocation: 3000, writes: 0 }

  it('is received and deleted ten by ten, in one invocation', () => {
    expect(consumerUsage(plain, large)).toMatchObject({ lambdaRequests: 1, sqsStandardRequests: 3000 + 2 * 300 })
  })

  it('goes into objects of a thousand, with a claim for each event', () => {
    const { s3Writes, dynamodbWriteUnits } = consumerUsage(auditConsumer, large)
    expect(s3Writes).toBe(3)
    expect(dynamodbWriteUnits).toBe(Math.ceil((3000 * 16) / 1024 + 1))
  })

  it('is no larger than its payload may be', () => {
    expect(fullBatch(auditConsumer, 1024)).toBe(Math.floor((6 * 1024 * 1024) / 2024))
    expect(fullBatch(paymentConsumer, 1024)).toBe(10)
  })
})

it('Lambda bills whole milliseconds of each invocation, by its memory', () => {
  const time = { memoryMb: 1024, invocations: 10, events: 0, calls: { 'dynamodb PutItem': 1 } }
  // 3 ms each, and 5 ms in one of them: 3.5 on average.
  expect(gbSeconds(time)).toBeCloseTo(10 * 0.004)
  expect(gbSeconds({ ...time, memoryMb: 512 })).toBeCloseTo(10 * 0.002)
  expect(gbSeconds({ ...time, invocations: 0 })).toBe(0)
})

describe('an estimate', () => {
  it('is dearer for events that come one by one, in all that goes by the invocation', () => {
    const { fullBatches, oneByOne } = estimateConsumer(paymentConsumer, { eventsPerMonth: 5e6 })
    expect(fullBatches.byComponent.DynamoDB).toBe(oneByOne.byComponent.DynamoDB)
    // 15 million requests, and 6 million of them in batches of ten.
    expect(oneByOne.byComponent.SQS).toBeCloseTo(6)
    expect(fullBatches.byComponent.SQS).toBeCloseTo(2.4)
  })

  it('takes no item of its own for who writes an object, unless told', () => {
    const archiving: CostedConsumer = { ...auditConsumer, uses: { bucket: 'write' } }
    expect(estimateConsumer(archiving, { eventsPerMonth: 1e6 }).oneByOne.byComponent).not.toHaveProperty('DynamoDB')
    const { byComponent } = estimateConsumer(archiving, { eventsPerMonth: 1e6, writes: 2 }).oneByOne
    expect(byComponent).toMatchObject({ DynamoDB: 1.25, S3: 5 })
  })

  it('of an archive is a tenth of an object per event, and less, in full batches', () => {
    const { fullBatches, oneByOne } = estimateConsumer(auditConsumer, { eventsPerMonth: 1e6 })
    const archiving = ({ byComponent }: typeof fullBatches) => (byComponent.S3 ?? 0) + (byComponent.DynamoDB ?? 0)
    expect(archiving(fullBatches)).toBeLessThan(0.5)
    expect(archiving(oneByOne)).toBeGreaterThan(5)
  })

  it('says what it takes for granted', () => {
    const text = estimateText(estimateConsumer(paymentConsumer, { eventsPerMonth: 5e6, writes: 2 }), 160)
    expect(text).toMatch(
      /^Consumer payment, 5,000,000 events a month: US dollars a month \(list prices of us-east-1, 2026-/,
    )
    expect(text).toMatch(/^DynamoDB +31\.25 +31\.25$/m)
    expect(text).toContain('writes 2 items of up to 1 KB')
    expect(text).toContain('Marker and writes are one transaction per batch')
    expect(text).toContain('Besides, by the month: 0.26 for polling its queue, 0.50 for alarms')
  })
})
