import { derivedLimits, sentAgainForSeconds } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { consumerMetrics } from '../../../lambdas/runtime/declarations/metrics.ts'
import { valueAt } from '../template.ts'
import type { WiredAlarm } from '../wiring.ts'
import { type Fault, retention, type WiringRule } from './rule.ts'

/** How a queue is worked off and watched. */
export const handlingRules: readonly WiringRule[] = [
  {
    id: 'complete',
    demands: 'a consumer has a function, an event source, a queue and a dead-letter queue of its own',
    check: ({ function: handler, eventSource, queue, deadLetters, sharesDeadLettersWith }) => {
      const missing = Object.entries({
        function: handler,
        'event source': eventSource,
        queue,
        'dead-letter queue': deadLetters,
      })
        .filter(([, resource]) => !resource)
        .map(([name]) => name)
      if (missing.length > 0) {
        return {
          resource: queue?.id ?? handler?.id,
          is: `it has no ${missing.join(', no ')}`,
          must: 'it must have all four',
          fix: 'build it with the Consumer construct',
        }
      }
      if (sharesDeadLettersWith.length === 0) return undefined
      return {
        resource: deadLetters?.id,
        is: `its dead-letter queue also serves ${sharesDeadLettersWith.join(', ')}`,
        must: 'each queue needs its own',
        fix: 'give each queue a dead-letter queue of its own',
      }
    },
  },
  {
    id: 'partial-batches',
    demands: 'the event source reports failures one by one and limits concurrency',
    check: ({ eventSource }) => {
      const faults: Fault[] = []
      const responses = (eventSource?.properties.FunctionResponseTypes ?? []) as string[]
      if (!responses.includes('ReportBatchItemFailures')) {
        faults.push({
          resource: eventSource?.id,
          is: `its function response types are [${responses.join(', ')}]`,
          must: 'without ReportBatchItemFailures one failed message repeats its whole batch',
          fix: 'add ReportBatchItemFailures',
        })
      }
      const concurrency = valueAt(eventSource?.properties, 'ScalingConfig', 'MaximumConcurrency')
      if (concurrency === undefined) {
        faults.push({
          resource: eventSource?.id,
          is: 'its event source has no MaximumConcurrency',
          must: 'a backlog of one consumer would take the concurrency of all',
          fix: 'set ScalingConfig.MaximumConcurrency, at least 2',
        })
      }
      return faults
    },
  },
  {
    id: 'no-reserved-concurrency',
    demands: 'the function of a consumer has no reserved concurrency',
    check: ({ function: handler, declaration }) => {
      const reserved = handler?.properties.ReservedConcurrentExecutions
      if (reserved === undefined) return undefined
      return {
        resource: handler?.id,
        is: `ReservedConcurrentExecutions is ${reserved}`,
        must: 'messages throttled by it reach the dead-letter queue without ever having run',
        fix: `remove it; maxConcurrency (${declaration.maxConcurrency}) limits the event source instead`,
      }
    },
  },
  {
    id: 'dedup-ttl',
    demands: 'a dedup marker lives as long as its message can come back',
    check: ({ declaration, queue, deadLetters }) => {
      if (declaration.delivery !== 'effectively-once') return undefined
      // The functions take the same figure from the same declaration: what can differ is how long the queues keep a message.
      const ttl = derivedLimits(declaration).dedupTtlSeconds
      const sentAgain = sentAgainForSeconds(declaration)
      const least = retention(queue) + retention(deadLetters) + sentAgain
      if (ttl >= least) return undefined
      return {
        resource: queue?.id,
        is: `its dedup markers live for ${ttl} s`,
        must: `they must live for at least ${least} s (queue ${retention(queue)} + dead-letter queue ${retention(deadLetters)} + what a replay or the relay may send again ${sentAgain}), or a late duplicate has a second effect`,
        fix: 'declare retentionDays and deadLetterRetentionDays as long as the queues keep messages',
      }
    },
  },
  {
    id: 'alarms',
    demands:
      'alarms watch how many dead letters there are, how late the consumer is, whether anyone reads its queue, and when it forgets what nobody takes',
    check: ({ alarms, queue, deadLetters }) => {
      const has = (on: WiredAlarm['on'], metric: string) =>
        alarms.some((alarm) => alarm.on === on && alarm.metric === metric)
      const late = new Set(alarms.filter(({ metric }) => metric === consumerMetrics.lag).map(({ id }) => id))
      const onAge = alarms.filter(({ on, metric }) => on === 'queue' && metric === 'ApproximateAgeOfOldestMessage')
      const faults: Fault[] = alarms
        .filter((alarm) => alarm.on === 'dead-letters' && alarm.metric === 'NumberOfMessagesSent')
        .map((alarm) => ({
          resource: alarm.id,
          is: `${alarm.id} watches NumberOfMessagesSent of the dead-letter queue`,
          must: "that metric does not count SQS's own redrives, so the alarm would stay silent",
          fix: 'watch ApproximateNumberOfMessagesVisible',
        }))
      if (!has('dead-letters', 'ApproximateNumberOfMessagesVisible')) {
        faults.push({
          resource: deadLetters?.id,
          is: 'no alarm watches ApproximateNumberOfMessagesVisible of its dead-letter queue',
          must: 'nobody would learn of dead letters',
          fix: 'add ConsumerAlarms',
        })
      }
      if (!onAge.some(({ id }) => late.has(id))) {
        faults.push({
          resource: queue?.id,
          is: 'no alarm watches ApproximateAgeOfOldestMessage of its queue beside its lag',
          must: 'nobody would learn within minutes that its queue is not read',
          fix: 'add ConsumerAlarms',
        })
      }
      if (!onAge.some(({ id }) => !late.has(id))) {
        faults.push({
          resource: queue?.id,
          is: 'no alarm watches ApproximateAgeOfOldestMessage of its queue against its retention',
          must: 'nobody would learn that a paused consumer soon loses messages',
          fix: 'add JointAlarms',
        })
      }
      if (!has('runtime', consumerMetrics.lag)) {
        faults.push({
          resource: queue?.id,
          is: `no alarm watches its own ${consumerMetrics.lag}`,
          must: 'the age of the oldest message leaves out what was received three times or more, so nobody would learn of messages that are tried again and again',
          fix: 'add ConsumerAlarms',
        })
      }
      return faults
    },
  },
]
