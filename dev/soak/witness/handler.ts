import type { EventEnvelope } from '../../../events/envelope.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { MessageContext } from '../../../lambdas/runtime/consumer/handlers.ts'
import { systemConsumerEnvironment } from '../../../lambdas/runtime/consumer/system-environment.ts'
import { variable } from '../../../lambdas/runtime/system/variable.ts'
import { seenKey } from './seen.ts'
import { witnessConsumer } from './service.ts'

const TableName = variable('STATE_TABLE')

/** Overtaking shows, because appending does not commute. */
function writeDown({ aggregate_id, sequence }: EventEnvelope, { effects }: MessageContext): void {
  effects.update({
    TableName,
    Key: seenKey(aggregate_id),
    UpdateExpression: 'SET seen = list_append(if_not_exists(seen, :none), :this)',
    ExpressionAttributeValues: { ':none': { L: [] }, ':this': { L: [{ N: String(sequence) }] } },
  })
}

export const handler = consumerHandler(witnessConsumer, systemConsumerEnvironment(), {
  'order.created': writeDown,
  'order.confirmed': writeDown,
  'order.cancelled': writeDown,
  'order.status_updated': writeDown,
  'account.opened': writeDown,
  'money.deposited': writeDown,
  'money.withdrawn': writeDown,
})
