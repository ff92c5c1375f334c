import { isKeptWhole } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { services } from '../../../lib/services.ts'
import { forEachPage } from '../../dead-letters/letters/read-letters.ts'
import { readParkedIds } from '../../parked/holds.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { readDepth } from '../../status/queues.ts'
import { consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Examined, type Finding, watch } from '../finding.ts'

const WIDTH = 4

/**
 * Compares how many records say "dead" with how many messages lie in the dead-letter queue. Depths are approximate for about
 * a minute after a change, and nothing is received for this: receiving counts. What an aggregate is held behind is parked, and
 * not in the queue. What has waited longer than its queue keeps a message has its body in the record, and can still be retried.
 */
export const letterCheck: Check = {
  name: 'dead letters',
  fine: 'as many records as messages, for each consumer; only counted: whether they are the same letters is not looked at',
  async run(examined) {
    const found: Omit<Finding, 'check'>[] = []
    const addresses = services
      .flatMap((service) => [...service.consumers])
      .flatMap((one) => consumerAddress(examined.stack, one) ?? [])
    await concurrently(addresses, WIDTH, async ({ consumer, deadLetterQueueUrl }) => {
      const depth = await readDepth(examined.sqs, deadLetterQueueUrl)
      const { dead, closed } = await recordsOf(
        examined,
        consumer,
        examined.stack.clock.now() - depth.retentionSeconds * 1000,
      )
      const messages = depth.waiting + depth.inFlight + depth.delayed
      const surplus = messages - dead - closed
      if (surplus > 0) {
        found.push(
          act(
            `${consumer}: ${surplus} of ${messages} messages have no record that waits: dead-letters list --consumer ${consumer}`,
          ),
        )
      }
      if (dead > messages) {
        found.push(
          watch(
            `${consumer}: ${dead - messages} of ${dead} records have no message any more: put back by hand, or lost; verify, and replay what is missing`,
          ),
        )
      }
    })
    return found
  },
}

/**
 * Reads records of one consumer: letters that wait in the queue, unless they came there before a time from which it keeps nothing, and closed
 * ones of which the queue alone has the body.
 */
async function recordsOf(
  { stack, dynamo }: Pick<Examined, 'stack' | 'dynamo'>,
  consumer: string,
  forgottenBefore: number,
) {
  const store = { dynamo, table: stack.output('DeadLetterTableName') }
  const parked = await readParkedIds({ dynamo, tables: { parked: stack.output('ParkedTableName') } }, consumer)
  let [dead, closed] = [0, 0]
  await forEachPage(store, { consumer, statuses: ['dead', 'retried', 'archived'] }, (letters) => {
    for (const { id, status, bodyBytes, lastFailedAt } of letters) {
      const isForgotten = isKeptWhole(bodyBytes) && Date.parse(lastFailedAt) < forgottenBefore
      if (status === 'dead' && !parked.has(id) && !isForgotten) dead++
      if (status !== 'dead' && !isKeptWhole(bodyBytes)) closed++
    }
  })
  return { dead, closed }
}
