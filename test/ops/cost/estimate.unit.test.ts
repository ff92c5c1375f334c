import { describe, expect, it } from 'vitest'
import { auditConsumer } from '../../../lambdas/audit/consumer.ts'
import { notificationConsumer } from '../../../lambdas/notification/consumers.ts'
import { orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { paymentConsumer } from '../../../lambdas/payment/consumers.ts'
import { UsageError } from '../../../ops/cli/usage-error.ts'
import {
  type CostedConsumer,
  consumerUsage,
  type ExpectedTraffic,
  fullBatch,
  type PerEvent,
} from '../../../ops/cost/consumer-usage.ts'
import { estimateConsumer } from '../../../ops/cost/estimate.ts'
import { gbSeconds } from '../../../ops/cost/lambda-time.ts'
import { estimateText } from '../../../ops/cost/text.ts'
import { costOf } from '../../../prices/cost-of.ts'

const traffic = { events: 1000, perInvocation: 10, stores: 0, writes: 1, reads: 0, eventBytes: 1024, storedBytes: 1024 }
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
    ['a claim, and its completion with an item in a transaction', { ...plain, idempotency: 'lease' }, 1 + 2 * 2],
    ['one item', { ...plain, idempotency: 'versioned' }, 1],
  ])('writes %s', (_, consumer, unitsPerEvent) => {
    expect(consumerUsage(consumer, traffic).dynamodbWriteUnits).toBe(unitsPerEvent * traffic.events)
  })

  const storing = { ...traffic, writes: 0, stores: 1 }
  it.each<[string, CostedConsumer, typeof traffic, number]>([
    ['a marker and a stored event with its index entry in a transaction', paymentConsumer, storing, 2 * 2 + 1],
    ['a marker and two stored events', paymentConsumer, { ...storing, stores: 2 }, 2 * 3 + 2],
    ['a marker, a stored event and an item', paymentConsumer, { ...storing, writes: 1 }, 2 * 3 + 1],
    ['a claim, and its completion with a stored event', notificationConsumer, storing, 1 + 2 * 2 + 1],
    ['a marker and a stored event of 60 KB', paymentConsumer, { ...storing, storedBytes: 60 * 1024 }, 2 + 180],
    ['no more of one that goes by reference', paymentConsumer, { ...storing, storedBytes: 300 * 1024 }, 2 * 2 + 1],
  ])('stores %s', (_, consumer, stored, unitsPerEvent) => {
    expect(consumerUsage(consumer, stored).dynamodbWriteUnits).toBe(unitsPerEvent * traffic.events)
  })

  it('is billed for large events by 64 KB, and for those that go by reference by objects', () => {
    const large = { ...traffic, eventBytes: 100 * 1024 }
    // Two units for each delivery, and sixteen for a receive of ten.
    expect(consumerUsage(plain, large)).toMatchObject({ sqsStandardRequests: 1000 * 2 + 100 * (16 + 1) })
    const referring = { ...traffic, eventBytes: 1024 * 1024, stores: 1, storedBytes: 1024 * 1024 }
    expect(consumerUsage(plain, referring)).toMatchObject({ sqsStandardRequests: 1200, s3Reads: 1000 })
    expect(consumerUsage(paymentConsumer, referring)).toMatchObject({ s3Reads: 1000, s3Writes: 1000 })
    expect(consumerUsage(auditConsumer, referring)).not.toHaveProperty('s3Reads')
    expect(fullBatch(paymentConsumer, 1024 * 1024)).toBe(10)
  })

  it('reads what it is said to read, together for a batch', () => {
    expect(consumerUsage(plain, traffic)).not.toHaveProperty('dynamodbReadUnits')
    const reading = consumerUsage(plain, { ...traffic, reads: 2 })
    expect(reading).toMatchObject({ dynamodbReadUnits: 2000 })
    expect(reading.lambdaGbSeconds).toBeGreaterThan(consumerUsage(plain, traffic).lambdaGbSeconds ?? 0)
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

  it.each<[string, CostedConsumer, Partial<PerEvent>]>([
    ['a stored event, and a look at what is known', paymentConsumer, { stores: 1, writes: 0, reads: 1 }],
    ['a stored event beside the mail', notificationConsumer, { stores: 1, writes: 0, reads: 1 }],
    ['an item', orderViewConsumer, { stores: 0, writes: 1, reads: 0 }],
    ['an object', auditConsumer, { stores: 0, writes: 0, reads: 0 }],
  ])('takes for granted what the declaration tells: %s', (_, consumer, expected) => {
    const traffic = {
      ...expected,
      events: 1e6,
      perInvocation: 1,
      eventBytes: 1024,
      storedBytes: 1024,
    } as ExpectedTraffic
    expect(estimateConsumer(consumer, { eventsPerMonth: 1e6 }).oneByOne.byComponent).toEqual(
      costOf(consumerUsage(consumer, traffic)),
    )
  })

  it.each<[string, CostedConsumer, object, RegExp]>([
    [
      'stores events without access to the store',
      orderViewConsumer,
      { stores: 1 },
      /--stores: consumer order-view stores no/,
    ],
    [
      'takes larger events than there are',
      paymentConsumer,
      { eventKb: 241 },
      /no event that payment takes declares claimCheck/,
    ],
    [
      'stores larger events than there are',
      paymentConsumer,
      { storedKb: 241 },
      /--stored-kb is 241, but no event declares/,
    ],
  ])('refuses a consumer that %s', (_, consumer, expected, why) => {
    expect(() => estimateConsumer(consumer, { eventsPerMonth: 1, ...expected })).toThrow(why)
    expect(() => estimateConsumer(consumer, { eventsPerMonth: 1, ...expected })).toThrow(UsageError)
  })

  it('says what it takes for granted', () => {
    const text = estimateText(estimateConsumer(paymentConsumer, { eventsPerMonth: 5e6, stores: 2, reads: 0 }), 160)
    expect(text).toMatch(
      /^Consumer payment, 5,000,000 events a month: US dollars a month \(list prices of us-east-1, 2026-/,
    )
    expect(text).toMatch(/^DynamoDB +25\.00 +25\.00$/m)
    expect(text).toContain(
      'stores 2 events (--stores), writes 0 other items of up to 1 KB (--writes), and reads 0 items',
    )
    expect(text).toContain('Marker and writes are one transaction per batch')
    expect(text).toContain('events come nearly one by one; batches fill from a backlog')
    expect(text).toContain('Besides, by the month: 0.26 for polling its queue, 0.60 for alarms')
  })
})
