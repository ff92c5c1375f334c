import { toDelivery } from '../../messages/message.ts'
import type { BatchMiddleware } from './batch-request.ts'

/** Reads the records, whatever is in them. @throws {Error} when this is no SQS event: a wrong event source. */
export const receive = (): BatchMiddleware => ({
  before(request) {
    const { Records } = request.event
    if (!Array.isArray(Records)) throw new Error('A consumer is fed by SQS: the event has no Records.')
    request.event = { ...request.event, deliveries: Records.map(toDelivery) }
  },
})
