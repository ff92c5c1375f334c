import { expect, it } from 'vitest'
import type { TargetServices } from '../../../local/delivery/delivery.ts'
import { createMeter, type Meter } from '../../../local/metering/meter.ts'
import {
  meteredPolling,
  meteredSchedules,
  meteredTargets,
  meteredTopicDelivery,
} from '../../../local/metering/queues.ts'
import type { LocalQueues, SqsRecord } from '../../../local/ports.ts'

const payerOf = (arn: string) => `reader of ${arn}`
const record = (bytes: number) => ({ body: 'x'.repeat(bytes) }) as SqsRecord

function polling(meter: Meter, batches: SqsRecord[][]): LocalQueues {
  const queues: LocalQueues = {
    receive: async () => batches.shift() ?? [],
    delete: async () => {},
    changeVisibility: async () => {},
    send: async () => {},
  }
  return meteredPolling(queues, meter, payerOf)
}

it('a poller pays for each receive that brings something, and for each ten messages that it deletes', async () => {
  const meter = createMeter()
  const queues = polling(meter, [[record(10), record(10)], [], [record(10)]])
  for (let receive = 0; receive < 3; receive++) await queues.receive('q', { max: 10, waitMs: 0 })
  await queues.delete('q', Array.from({ length: 11 }, String))
  expect(meter.totals()).toEqual({ 'reader of q': { sqsStandardRequests: 2 + 2, sqsMessagesReceived: 3 } })
})

it('a receive is ten messages at most, and 64 KB at most', async () => {
  const meter = createMeter()
  const queues = polling(meter, [Array.from({ length: 25 }, () => record(10)), [record(70_000), record(70_000)]])
  await queues.receive('q.fifo', { max: 100, waitMs: 0 })
  expect(meter.totals()).toEqual({ 'reader of q.fifo': { sqsFifoRequests: 3, sqsMessagesReceived: 25 } })
  await queues.receive('q.fifo', { max: 100, waitMs: 0 })
  expect(meter.totals()).toEqual({ 'reader of q.fifo': { sqsFifoRequests: 3 + 3, sqsMessagesReceived: 27 } })
})

const putOnBus = async () => {}
const targets: Omit<TargetServices, 'putOnBus'> = { sendToQueue: async () => {}, invokeFunction: async () => {} }
const sender = { service: 'events.amazonaws.com', sourceArn: 'arn' }

it('what a rule puts into a queue is a request of that queue', async () => {
  const meter = createMeter()
  await meteredTargets(targets, meter, payerOf).sendToQueue('q', 'x'.repeat(70_000), sender, {})
  expect(meter.totals()).toEqual({ 'reader of q': { sqsStandardRequests: 2 } })
})

it('what a schedule puts into a queue is an invocation besides; nothing is counted for what was refused', async () => {
  const meter = createMeter()
  const refusing = { ...targets, invokeFunction: () => Promise.reject(new Error('no')) }
  const metered = meteredSchedules({ ...meteredTargets(refusing, meter, payerOf), putOnBus }, meter, payerOf)
  await metered.sendToQueue('q', 'hello', sender, {})
  await expect(metered.invokeFunction('f', {}, sender)).rejects.toThrow('no')
  expect(meter.totals()).toEqual({ 'reader of q': { schedulerInvocations: 1, sqsStandardRequests: 1 } })
})

it('a delivery of a FIFO topic is a request of the queue, a delivery, and its bytes', () => {
  const meter = createMeter()
  const delivered = meteredTopicDelivery(meter, payerOf)
  delivered({ topicArn: 't.fifo', queueArn: 'q.fifo', body: 'hello', attributes: {} })
  delivered({ topicArn: 't', queueArn: 'p', body: 'hello', attributes: {} })
  expect(meter.totals()).toEqual({
    'reader of q.fifo': { sqsFifoRequests: 1, snsFifoDeliveries: 1, snsFifoDeliveredBytes: 5 },
    'reader of p': { sqsStandardRequests: 1 },
  })
})

it('what is counted while something runs on behalf of a payer is theirs, also after it waited', async () => {
  const meter = createMeter()
  await Promise.all(
    ['one', 'other'].map((payer) =>
      meter.on(payer, async () => {
        await Promise.resolve()
        meter.add('dynamodbWriteUnits', 2)
      }),
    ),
  )
  meter.add('dynamodbReadUnits', 0.5)
  expect(meter.totals()).toEqual({
    one: { dynamodbWriteUnits: 2 },
    other: { dynamodbWriteUnits: 2 },
    outside: { dynamodbReadUnits: 0.5 },
  })
})
