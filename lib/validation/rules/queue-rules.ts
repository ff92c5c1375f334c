import {
  leastReceives,
  leastVisibilitySeconds,
  worstCaseSeconds,
} from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { valueAt } from '../template.ts'
import { functionTimeout, isFifo, kindOf, retention, visibilityTimeout, type WiringRule } from './rule.ts'

/** SQS's own limit. */
const MOST_RECEIVES = 1000

/** What the numbers of a queue must satisfy. */
export const queueRules: readonly WiringRule[] = [
  {
    id: 'visibility-timeout',
    demands: 'visibility timeout ≥ 6 × function timeout + batch window, and with a window ≥ function timeout + 20 s',
    check: ({ queue, function: handler, eventSource }) => {
      const visibility = visibilityTimeout(queue)
      const timeout = functionTimeout(handler)
      const window = Number(eventSource?.properties.MaximumBatchingWindowInSeconds ?? 0)
      const least = leastVisibilitySeconds({ timeoutSeconds: timeout, batchWindowSeconds: window })
      if (visibility >= least) return undefined
      const gathering = window > 0 ? ` and a batch window of ${window} s` : ''
      return {
        resource: queue?.id,
        is: `the visibility timeout is ${visibility} s`,
        must: `with a function timeout of ${timeout} s${gathering} it must be at least ${least} s, or a message runs twice at once`,
        fix: `raise VisibilityTimeout to ${least}, or lower timeoutSeconds${window > 0 ? ' or batchWindowSeconds' : ''}`,
      }
    },
  },
  {
    id: 'receive-count',
    demands: 'maxReceiveCount leaves room for every attempt, and for receives that are none',
    check: ({ queue, declaration }) => {
      const count = Number(valueAt(queue?.properties, 'RedrivePolicy', 'maxReceiveCount') ?? 0)
      const least = leastReceives(declaration)
      if (count >= least && count <= MOST_RECEIVES) return undefined
      return {
        resource: queue?.id,
        is: `maxReceiveCount is ${count}`,
        must: `with retry.maxAttempts ${declaration.retry.maxAttempts} it must be from ${least} to ${MOST_RECEIVES}, or SQS dead-letters without a cause what the runtime would have retried`,
        fix: `set it to ${least}, or lower retry.maxAttempts`,
      }
    },
  },
  {
    id: 'dead-letter-type',
    demands: 'the dead-letter queue of a FIFO queue is FIFO, that of a standard queue standard',
    check: ({ queue, deadLetters }) =>
      isFifo(queue) === isFifo(deadLetters)
        ? undefined
        : {
            resource: deadLetters?.id,
            is: `the queue is ${kindOf(queue)}`,
            must: `its dead-letter queue is ${kindOf(deadLetters)}, and SQS refuses the pair`,
            fix: `make the dead-letter queue ${kindOf(queue)}`,
          },
  },
  {
    id: 'dead-letter-retention',
    demands: 'the dead-letter queue keeps messages longer than the queue',
    check: ({ queue, deadLetters }) => {
      const [kept, keptDead] = [retention(queue), retention(deadLetters)]
      if (keptDead > kept) return undefined
      return {
        resource: deadLetters?.id,
        is: `the dead-letter queue keeps messages for ${keptDead} s`,
        must: `it must be longer than the queue's ${kept} s, because a message's age counts on when it moves`,
        fix: 'raise deadLetterRetentionDays (at most 14), or lower retentionDays',
      }
    },
  },
  {
    id: 'retries-fit-retention',
    demands: 'every attempt happens before the queue forgets the message',
    check: ({ declaration, queue }) => {
      const worst = worstCaseSeconds(declaration)
      if (worst < retention(queue)) return undefined
      return {
        resource: queue?.id,
        is: `its ${declaration.retry.maxAttempts} attempts take up to ${worst} s`,
        must: `the queue forgets a message after ${retention(queue)} s, before it could be dead-lettered`,
        fix: 'raise retentionDays, or lower retry.maxAttempts or retry.maxDelaySeconds',
      }
    },
  },
]
