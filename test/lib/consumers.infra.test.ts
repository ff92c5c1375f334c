import { describe, expect, it } from 'vitest'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { warningAgeSeconds } from '../../lib/consumers/joint-alarms.ts'
import { target, valueAt } from '../../lib/validation/template.ts'
import { wiredConsumers } from '../../lib/validation/wiring.ts'
import { evaluate } from '../../local/cloudwatch/expression.ts'
import { consumers, type Resource, resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const wired = wiredConsumers(template.toJSON() as never, consumers).map(
  (consumer) => [consumer.declaration.name, consumer] as const,
)
const alarms = resources(template, 'AWS::CloudWatch::Alarm')
/** Whether one of its metrics has this name, and a dimension that this resource gives. */
const watches = ({ Properties }: Resource, metric: string, id: string) =>
  [Properties, ...((Properties.Metrics ?? []) as object[]).map((one) => valueAt(one, 'MetricStat', 'Metric'))].some(
    (one) =>
      valueAt(one, 'MetricName') === metric && JSON.stringify(valueAt(one, 'Dimensions') ?? []).includes(`"${id}"`),
  )
const isOfEvents = ({ accepts }: ConsumerDeclaration) => accepts.length === 0

describe('consumers', () => {
  it('have an alarm before their queues forget: a day before, or after a third of the time where that is short', () => {
    const days = (count: number) => count * 86_400
    const warnedAt = (retentionDays: number) => warningAgeSeconds({ retentionSeconds: days(retentionDays) })
    expect([1, 2, 4, 14].map(warnedAt)).toEqual([8 * 3600, days(1), days(3), days(13)])

    const soonLost = alarms.filter(([id]) => id.startsWith('JointAlarmsSoonLost'))
    for (const { queue, declaration } of wired.map(([, consumer]) => consumer)) {
      const own = soonLost.filter(([, alarm]) => watches(alarm, 'ApproximateAgeOfOldestMessage', queue!.id))
      expect([declaration.name, own.length]).toEqual([declaration.name, 1])
      const { Properties } = own[0]![1]
      const queries = Properties.Metrics as { Id: string; Expression?: string }[]
      const { Expression = '' } = queries.find((one) => one.Expression !== undefined)!
      const { Id } = queries.find((one) => JSON.stringify(one).includes(`"${queue!.id}"`))!
      const reaches = (ageSeconds: number): boolean => {
        const byId = new Map([[Id, new Map([[0, ageSeconds]])]])
        return evaluate(Expression, { metrics: [], byId }, [0]).get(0)! >= Number(Properties.Threshold)
      }
      const limit = warnedAt(declaration.retentionDays)
      expect([declaration.name, reaches(limit - 1), reaches(limit)]).toEqual([declaration.name, false, true])
    }
  })

  it('are found in the template, all of them', () => {
    expect(wired.length).toBeGreaterThan(10)
  })

  it.each(wired)('%s is fed by its one route, which dead-letters what it cannot deliver', (_name, consumer) => {
    expect(consumer.routes).toHaveLength(isOfEvents(consumer.declaration) ? 1 : 0)
    for (const route of consumer.routes) expect(route.deadLetters).toBe(consumer.deadLetters?.id)
  })

  it.each(wired)('%s reports failures one by one, with limited concurrency', (_name, { eventSource, declaration }) => {
    expect(eventSource?.properties).toMatchObject({
      BatchSize: declaration.batchSize,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: declaration.maxConcurrency },
    })
    expect(eventSource?.properties.MaximumBatchingWindowInSeconds ?? 0).toBe(declaration.batchWindowSeconds)
  })

  it('leave to operators whether they are paused: no event source states Enabled, so no deployment changes it', () => {
    const mappings = resources(template, 'AWS::Lambda::EventSourceMapping')
    expect(mappings.length).toBeGreaterThan(wired.length)
    expect(mappings.filter(([, { Properties }]) => 'Enabled' in (Properties ?? {}))).toEqual([])
  })

  it.each(wired)('%s runs on Node 24, arm64, with its declared limits', (_name, consumer) => {
    const { properties } = consumer.function!
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: consumer.declaration.timeoutSeconds,
      MemorySize: consumer.declaration.memoryMb,
    })
    expect(properties.ReservedConcurrentExecutions).toBeUndefined()
    // X-Ray's own tracing would be paid for, and shows nothing of what stands between functions.
    expect(properties.TracingConfig).toBeUndefined()
  })

  it.each(wired)('%s is told its name, queues and tables', (_name, consumer) => {
    const variables = valueAt(consumer.function!.properties, 'Environment', 'Variables') as Record<string, unknown>
    const { name } = consumer.declaration
    expect(variables).toMatchObject({
      CONSUMER: name,
      STAGE: 'dev',
      POWERTOOLS_METRICS_NAMESPACE: 'EventPipeline/dev',
      CONSUMER_METRICS: 'essential',
    })
    expect(target(variables.QUEUE_URL)).toBe(consumer.queue?.id)
    expect(target(variables.DLQ_URL)).toBe(consumer.deadLetters?.id)
    expect(variables).toHaveProperty('PROCESSED_TABLE')
    expect(variables).toHaveProperty('DEAD_LETTER_TABLE')
    expect(variables).toHaveProperty('OPERATION_TABLE')
  })

  it.each(wired)(
    '%s has alarms on dead letters, lag, crashes, lost deliveries and open circuits',
    (_name, consumer) => {
      expect(consumer.alarms.map((alarm) => `${alarm.on} ${alarm.metric}`)).toEqual(
        expect.arrayContaining([
          'queue ApproximateAgeOfOldestMessage',
          'runtime EventLag',
          'dead-letters ApproximateNumberOfMessagesVisible',
          ...consumer.declaration.breakers.map(() => 'runtime CircuitOpen'),
        ]),
      )
      const errors = alarms.filter(([, { Properties }]) => JSON.stringify(Properties).includes(consumer.function!.id))
      expect(errors.map(([, { Properties }]) => Properties.MetricName)).toContain('Errors')
      for (const { from, id } of consumer.routes) {
        const lost = alarms.filter(([, alarm]) => watches(alarm, 'InvocationsFailedToBeSentToDlq', id))
        expect(lost).toHaveLength(from === 'bus' ? 1 : 0)
      }
    },
  )

  it('of selected events filter by type, of all events by nothing', () => {
    const patterns = resources(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern)
    expect(patterns).toContainEqual({
      source: [{ prefix: '' }],
      'detail-type': ['order.created', 'order.cancelled'],
    })
    expect(patterns).toContainEqual({ source: [{ prefix: '' }] })
    // So their queues get the event of EventBridge with ours inside, as AsyncAPI says.
    const targets = resources(template, 'AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets ?? [])
    expect(targets.filter((target: object) => 'InputPath' in target || 'InputTransformer' in target)).toEqual([])
    for (const [, { Properties }] of resources(template, 'AWS::SNS::Subscription')) {
      expect(Properties).toMatchObject({ RawMessageDelivery: true, FilterPolicyScope: 'MessageAttributes' })
      expect(Properties.FilterPolicy).toHaveProperty('event_type')
    }
  })
})
