import { describe, expect, it } from 'vitest'
import { wiringRules } from '../../../lib/validation/rules/index.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { wiredConsumers } from '../../../lib/validation/wiring.ts'
import { brokenRules } from '../../../lib/validation/wiring-checks.ts'
import { consumers, synthesized } from '../support/synthesized.ts'

type Changes = Readonly<Record<string, unknown>>

const sound = synthesized().toJSON() as Template
const wiredIn = (template: Template, name: string) =>
  wiredConsumers(template, consumers).find(({ declaration }) => declaration.name === name)!
const payment = wiredIn(sound, 'payment')
const orderView = wiredIn(sound, 'order-view')

/** The template with some properties of one resource replaced; undefined takes one away. */
function withChanged(id: string | undefined, changes: Changes, template = sound): Template {
  const resource = template.Resources[id ?? '']
  if (!resource) throw new Error(`No resource ${id}.`)
  const changed = { ...resource, Properties: { ...resource.Properties, ...changes } }
  return JSON.parse(JSON.stringify({ ...template, Resources: { ...template.Resources, [id ?? '']: changed } }))
}

function without(ids: readonly string[]): Template {
  return {
    ...sound,
    Resources: Object.fromEntries(Object.entries(sound.Resources).filter(([id]) => !ids.includes(id))),
  }
}

const redrive = (changes: object) => ({
  RedrivePolicy: { ...(payment.queue?.properties.RedrivePolicy as object), ...changes },
})
const rule = payment.routes[0]?.id
const ruleTargets = (sound.Resources[rule ?? '']?.Properties?.Targets ?? []) as object[]
const alarmOn = (metric: string) => payment.alarms.find((alarm) => alarm.metric === metric)?.id

const onAge = payment.alarms.filter(({ metric }) => metric === 'ApproximateAgeOfOldestMessage').map(({ id }) => id)

/** Each break of one rule, and what its message must name: the consumer, what is, what must be. */
const breaks: [rule: string, template: Template, message: RegExp][] = [
  ['complete', without([payment.eventSource?.id ?? '']), /"payment": it has no event source, no queue/],
  [
    'complete',
    withChanged(orderView.queue?.id, { RedrivePolicy: payment.queue?.properties.RedrivePolicy }),
    /"payment": its dead-letter queue also serves QueuesOrderView/,
  ],
  ['visibility-timeout', withChanged(payment.queue?.id, { VisibilityTimeout: 59 }), /"payment": .* 59 s.* 10 s .*60 s/],
  [
    'visibility-timeout',
    withChanged(payment.eventSource?.id, { MaximumBatchingWindowInSeconds: 5 }),
    /"payment": .* 60 s.* 10 s and a batch window of 5 s .*65 s/,
  ],
  ['visibility-timeout', withChanged(payment.function?.id, { Timeout: 11 }), /"payment": .* 60 s.* 11 s .*66 s/],
  [
    // The wait of a quiet queue is longer than this window.
    'visibility-timeout',
    withChanged(
      payment.eventSource?.id,
      { MaximumBatchingWindowInSeconds: 1 },
      withChanged(payment.function?.id, { Timeout: 1 }, withChanged(payment.queue?.id, { VisibilityTimeout: 20 })),
    ),
    /"payment": .* 20 s.* 1 s and a batch window of 1 s .*21 s/,
  ],
  ['receive-count', withChanged(payment.queue?.id, redrive({ maxReceiveCount: 6 })), /"payment": .* 6; .*16 to 1000/],
  ['dead-letter-type', withChanged(payment.deadLetters?.id, { FifoQueue: true }), /"payment": .*standard.*FIFO/],
  [
    'dead-letter-retention',
    withChanged(payment.deadLetters?.id, { MessageRetentionPeriod: 345_600 }),
    /"payment": .* 345600 s.*345600 s/,
  ],
  ['retries-fit-retention', withChanged(payment.queue?.id, { MessageRetentionPeriod: 60 }), /"payment": .*91 s.* 60 s/],
  ['subscription', without([rule ?? '']), /"payment": no rule and no subscription/],
  [
    'subscription',
    withChanged(rule, {
      Targets: [{ ...ruleTargets[0], Arn: { 'Fn::GetAtt': [wiredIn(sound, 'payment-commands').queue?.id, 'Arn'] } }],
    }),
    /"payment-commands": .* routes events to it; it accepts commands/,
  ],
  [
    'ordering',
    withChanged(orderView.queue?.id, { FifoQueue: undefined }),
    /"order-view": ordering is "aggregate".*standard/,
  ],
  [
    'ordering',
    withChanged(rule, {
      Targets: [...ruleTargets, { ...ruleTargets[0], Arn: { 'Fn::GetAtt': [orderView.queue?.id, 'Arn'] } }],
    }),
    /"order-view": ordering is "aggregate".*the bus, which keeps no order/,
  ],
  [
    'filter-limits',
    withChanged(orderView.routes[0]?.id, { FilterPolicy: { event_type: Array.from({ length: 151 }, String) } }),
    /"order-view": the filter of \S+ has 1 keys and 151 combinations of values; SNS takes 5 keys and 150 combinations/,
  ],
  [
    'filter-limits',
    withChanged(orderView.routes[0]?.id, {
      FilterPolicy: { event_type: ['a', 'b', 'c', 'd'], data: { to: { country: Array.from({ length: 13 }, String) } } },
    }),
    /"order-view": the filter of \S+ has 2 keys and 156 combinations/,
  ],
  [
    'filter-limits',
    withChanged(orderView.routes[0]?.id, {
      FilterPolicy: {
        event_type: ['a', 'b'],
        $or: [{ country: Array.from({ length: 40 }, String) }, { city: Array.from({ length: 40 }, String) }],
      },
    }),
    /"order-view": the filter of \S+ has 2 keys and 160 combinations/,
  ],
  [
    'filter-limits',
    withChanged(orderView.routes[0]?.id, {
      FilterPolicy: { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'], f: ['1'] },
    }),
    /"order-view": the filter of \S+ has 6 keys/,
  ],
  [
    'target-dead-letters',
    withChanged(rule, { Targets: [{ ...ruleTargets[0], DeadLetterConfig: undefined }] }),
    /"payment": .*has no dead-letter queue/,
  ],
  [
    'target-dead-letters',
    withChanged(orderView.routes[0]?.id, { RedrivePolicy: undefined }),
    /"order-view": .*has no dead-letter queue/,
  ],
  [
    'partial-batches',
    withChanged(payment.eventSource?.id, { FunctionResponseTypes: [] }),
    /"payment": .*ReportBatchItemFailures/,
  ],
  [
    'partial-batches',
    withChanged(payment.eventSource?.id, { ScalingConfig: undefined }),
    /"payment": .*MaximumConcurrency/,
  ],
  [
    'no-reserved-concurrency',
    withChanged(payment.function?.id, { ReservedConcurrentExecutions: 5 }),
    /"payment": ReservedConcurrentExecutions is 5; .*maxConcurrency \(10\)/,
  ],
  [
    'dedup-ttl',
    withChanged(payment.queue?.id, { MessageRetentionPeriod: 1_209_600 }),
    /"payment": its dedup markers live for 2937600 s; .*3801600 s \(queue 1209600 \+ dead-letter queue 1209600 \+ what a replay or the relay may send again 1382400\)/,
  ],
  [
    'alarms',
    withChanged(alarmOn('ApproximateNumberOfMessagesVisible'), { MetricName: 'NumberOfMessagesSent' }),
    /"payment": .*NumberOfMessagesSent/,
  ],
  [
    'alarms',
    without([alarmOn('EventLag') ?? '']),
    /"payment": no alarm watches ApproximateAgeOfOldestMessage of its queue beside its lag/,
  ],
  [
    'alarms',
    without(onAge.filter((id) => id !== alarmOn('EventLag'))),
    /"payment": no alarm watches ApproximateAgeOfOldestMessage of its queue against its retention/,
  ],
  ['alarms', withChanged(alarmOn('EventLag'), { Metrics: [] }), /"payment": no alarm watches its own EventLag/],
]

describe('wiring rules', () => {
  it('find nothing wrong with the pipeline', () => {
    expect(brokenRules(sound, consumers)).toEqual([])
  })

  it.each(breaks)('%s: says what is, what must be and what to do', (id, template, message) => {
    const found = brokenRules(template, consumers).filter((broken) => broken.rule === id)
    expect(found.map((broken) => `${broken.problem} Fix: ${broken.fix}.`)).toContainEqual(
      expect.stringMatching(message),
    )
    for (const broken of found) expect(broken.fix).toMatch(/^[a-z].+[^.]$/)
  })

  it('count the values of a filter as AWS does in its example: 4 x 3 x 3 x 2 = 72', () => {
    const leaf = (count: number) => Array.from({ length: count }, String)
    const policy = (more: object) => ({ key_a: { key_b: { key_c: leaf(4) } }, key_d: { key_e: leaf(3) }, ...more })
    const found = (more: object) =>
      brokenRules(withChanged(orderView.routes[0]?.id, { FilterPolicy: policy(more) }), consumers)
    expect(found({ event_type: leaf(2) })).toEqual([])
    expect(found({ event_type: leaf(3) }).map(({ problem }) => problem)).toEqual([expect.stringContaining('216')])
  })

  it('are each broken by one of these cases', () => {
    expect(new Set(breaks.map(([id]) => id))).toEqual(new Set(wiringRules.map(({ id }) => id)))
  })

  it('report everything that is wrong at once', () => {
    const once = withChanged(payment.queue?.id, { VisibilityTimeout: 5 })
    const twice = withChanged(orderView.eventSource?.id, { ScalingConfig: undefined }, once)
    const found = brokenRules(twice, consumers).map(({ rule: id, consumer }) => `${consumer} ${id}`)
    expect(found.toSorted()).toEqual(['order-view partial-batches', 'payment visibility-timeout'])
  })
})
