import type { TargetServices } from '../delivery/delivery.ts'
import { messageSize, type TopicDeliveryListener } from '../messaging/index.ts'
import type { LocalQueues } from '../ports.ts'
import type { Meter } from './meter.ts'
import { chunksOf } from './units.ts'

/** A request of SQS brings or deletes ten messages at most. */
const MESSAGES_PER_REQUEST = 10

type PayerOf = (queueOrFunctionArn: string) => string

const unitOf = (queueArn: string) => (queueArn.endsWith('.fifo') ? 'sqsFifoRequests' : 'sqsStandardRequests')

/**
 * The queues as Lambda's pollers use them: "Lambda … deletes the messages", and all that it asks SQS is billed to the
 * queue's owner. Receives that bring nothing are not counted: they cost by the month, not by use.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function meteredPolling(queues: LocalQueues, meter: Meter, payerOf: PayerOf): LocalQueues {
  return {
    ...queues,
    async receive(queue, options) {
      const records = await queues.receive(queue, options)
      if (records.length > 0) {
        const bytes = records.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)
        const requests = Math.max(Math.ceil(records.length / MESSAGES_PER_REQUEST), chunksOf(bytes))
        meter.add(unitOf(queue), requests, payerOf(queue))
        meter.add('sqsMessagesReceived', records.length, payerOf(queue))
      }
      return records
    },
    async delete(queue, receiptHandles) {
      await queues.delete(queue, receiptHandles)
      meter.add(unitOf(queue), Math.ceil(receiptHandles.length / MESSAGES_PER_REQUEST), payerOf(queue))
    },
  }
}

/** Messages that rules, schedules and destinations put into queues: one SQS request each, billed to the consumer of the queue. */
export function meteredTargets<Targets extends Omit<TargetServices, 'putOnBus'>>(
  targets: Targets,
  meter: Meter,
  payerOf: PayerOf,
): Targets {
  return {
    ...targets,
    async sendToQueue(arn, body, ...more) {
      await targets.sendToQueue(arn, body, ...more)
      meter.add(unitOf(arn), chunksOf(Buffer.byteLength(body)), payerOf(arn))
    },
  }
}

/** The targets of Scheduler: each use of one is an invocation of a schedule, whatever it costs besides. */
export function meteredSchedules(targets: TargetServices, meter: Meter, payerOf: PayerOf): TargetServices {
  const invoked = (arn: string, body: string) =>
    meter.add('schedulerInvocations', chunksOf(Buffer.byteLength(body)), payerOf(arn))
  return {
    async sendToQueue(arn, body, ...more) {
      await targets.sendToQueue(arn, body, ...more)
      invoked(arn, body)
    },
    async invokeFunction(arn, payload, sender) {
      await targets.invokeFunction(arn, payload, sender)
      invoked(arn, JSON.stringify(payload))
    },
    async putOnBus(arn, body, sender) {
      await targets.putOnBus(arn, body, sender)
      meter.add('eventBridgeEvents', chunksOf(Buffer.byteLength(body)), payerOf(arn))
      invoked(arn, body)
    },
  }
}

/** A delivery from a topic: a request of SQS, and from a FIFO topic a delivery of its own price. */
export function meteredTopicDelivery(meter: Meter, payerOf: PayerOf): TopicDeliveryListener {
  return ({ topicArn, queueArn, body, attributes }) => {
    const bytes = messageSize(body, attributes)
    const payer = payerOf(queueArn)
    meter.add(unitOf(queueArn), chunksOf(bytes), payer)
    if (!topicArn.endsWith('.fifo')) return
    meter.add('snsFifoDeliveries', 1, payer)
    meter.add('snsFifoDeliveredBytes', bytes, payer)
  }
}
