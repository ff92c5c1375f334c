import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { ApiClient } from '../../api-client.ts'
import { type Customer, placeWhenPriced, type Surroundings } from '../shop.ts'
import { toEventBridge, wrongOrder } from './wrong-order.ts'

export interface RehearsalWorld extends Surroundings {
  readonly api: ApiClient
  readonly sqs: Pick<SQSClient, 'send'>
  /** With money and stock. */
  readonly customer: Customer
  readonly queueUrl: (consumer: string) => string
  /** From now on the consumer refuses everything, as after a deployment with a bug. */
  readonly breakConsumer: (consumer: string) => Promise<void>
}

export interface Rehearsed {
  /** Ids of the orders of which no mail was sent. */
  readonly orders: readonly string[]
  /** Id of the event that is wrong itself. */
  readonly wrongEvent: string
  /** Dead letters by consumer. */
  readonly letters: Readonly<Record<string, number>>
}

/**
 * Few enough of one type that their failures become dead letters: if nearly all of a type failed, the type would be held instead. Each order
 * has two mails.
 */
const ORDERS = 4
const MALFORMED = 41
/** SQS takes ten messages in a call. */
const BATCH = 10

/**
 * Makes fifty messages of two consumers die, of three causes: a bug of a deployment refuses every mail; an event has lost its customer;
 * another system puts what is no message into a queue. Returns when all is sent; consumers take a moment to give it up.
 */
export async function dieOfThreeCauses(world: RehearsalWorld): Promise<Rehearsed> {
  const { api, sqs, customer, queueUrl, breakConsumer, nextId, now } = world
  await breakConsumer('notification')
  const orders: string[] = []
  for (let count = 0; count < ORDERS; count++) orders.push((await placeWhenPriced(api, customer, world)).order_id)
  const wrong = wrongOrder(now())
  const bodies = [
    toEventBridge(wrong),
    ...Array.from({ length: MALFORMED }, (_, index) => `not an event of ours: ${nextId()} ${index}`),
  ]
  for (let at = 0; at < bodies.length; at += BATCH) {
    const Entries = bodies.slice(at, at + BATCH).map((MessageBody, index) => ({ Id: String(index), MessageBody }))
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl('inventory'), Entries }))
    if (Failed.length > 0) throw new Error(`SQS has not taken all: ${Failed[0]?.Code} ${Failed[0]?.Message}`)
  }
  return {
    orders,
    wrongEvent: wrong.event_id,
    letters: { notification: 2 * ORDERS, inventory: 1 + MALFORMED },
  }
}
