import { deadLettersOfConsumer } from '../../../lambdas/runtime/dead-letter/read-dead-letters.ts'
import { services } from '../../../lib/services.ts'
import { concurrently } from '../../rebuild/concurrently.ts'
import { readDepth } from '../../status/queues.ts'
import { consumerAddress } from '../../status/read-consumers.ts'
import { act, type Check, type Finding, watch } from '../finding.ts'

const WIDTH = 4

/**
 * Compares how many records say "dead" with how many messages lie in the dead-letter queue. Depths are approximate for about
 * a minute after a change, and nothing is received for this: receiving counts.
 */
export const letterCheck: Check = {
  name: 'dead letters',
  fine: 'as many records as messages, for each consumer',
  async run({ stack, sqs, dynamo }) {
    const found: Omit<Finding, 'check'>[] = []
    const table = stack.output('DeadLetterTableName')
    const addresses = services
      .flatMap((service) => service.consumers)
      .flatMap((one) => consumerAddress(stack, one) ?? [])
    await concurrently(addresses, WIDTH, async ({ consumer, deadLetterQueueUrl }) => {
      const [records, depth] = await Promise.all([
        deadLettersOfConsumer({ dynamo, table }, consumer),
        readDepth(sqs, deadLetterQueueUrl),
      ])
      const dead = records.filter(({ status }) => status === 'dead').length
      const messages = depth.waiting + depth.inFlight + depth.delayed
      if (messages > dead) {
        found.push(
          act(
            `${consumer}: ${messages - dead} of ${messages} messages died without a cause: dead-letters list --consumer ${consumer}`,
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
