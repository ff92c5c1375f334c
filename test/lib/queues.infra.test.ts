import { describe, expect, it } from 'vitest'
import { target, valueAt } from '../../lib/validation/template.ts'
import { consumers, resources, synthesized } from './support/synthesized.ts'

const template = synthesized()
const queues = resources(template, 'AWS::SQS::Queue')
const policies = resources(template, 'AWS::SQS::QueuePolicy')
const relayFailures = new Set(
  Object.entries(template.toJSON().Outputs as Record<string, { Value: unknown }>).flatMap(([name, { Value }]) =>
    name.endsWith('RelayFailureQueueUrl') ? [target(Value)] : [],
  ),
)
const deadLettersOf = (properties: Record<string, unknown>) =>
  target(valueAt(properties, 'RedrivePolicy', 'deadLetterTargetArn'))
const ofConsumers = queues.filter(([id]) => !id.startsWith('CommandRelayWaiting'))
const deadLetters = ofConsumers.flatMap(([, queue]) => deadLettersOf(queue.Properties) ?? [])
const working = ofConsumers.filter(([id]) => !deadLetters.includes(id) && !relayFailures.has(id))

describe('queues', () => {
  it('are one per consumer, each with a dead-letter queue of its own', () => {
    expect(working).toHaveLength(consumers.length)
    expect(deadLetters).toHaveLength(consumers.length)
    expect(new Set(deadLetters).size).toBe(consumers.length)
  })

  it.each(working)('%s gives a message up only after every attempt', (_id, { Properties }) => {
    const count = Number(valueAt(Properties, 'RedrivePolicy', 'maxReceiveCount'))
    expect(count).toBeGreaterThan(6)
    expect(count).toBeLessThanOrEqual(1000)
  })

  it.each(queues)('%s is encrypted', (_id, { Properties }) => {
    expect(Properties.SqsManagedSseEnabled).toBe(true)
  })

  it.each(queues)('%s refuses everything without TLS', (id) => {
    const own = policies.filter(([, { Properties }]) =>
      (Properties.Queues as unknown[]).some((url) => target(url) === id),
    )
    const statements = own.flatMap(
      ([, { Properties }]) => valueAt(Properties, 'PolicyDocument', 'Statement') as object[],
    )
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'sqs:*',
        Principal: { AWS: '*' },
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    )
  })

  it('let only the rules of the bus or the topic send', () => {
    const [[bus] = ['']] = resources(template, 'AWS::Events::EventBus')
    const ofTheBus = new RegExp(`^arn:.*:rule/,.*"Ref":"${bus}".*,/\\*$`)
    for (const [, { Properties }] of policies) {
      const statements = valueAt(Properties, 'PolicyDocument', 'Statement') as Record<string, unknown>[]
      for (const { Principal, Action, Condition } of statements.filter((one) => one.Effect === 'Allow')) {
        expect(Action).toBe('sqs:SendMessage')
        const source = valueAt(Condition, 'ArnLike', 'aws:SourceArn') as object
        if (valueAt(Principal, 'Service') === 'sns.amazonaws.com') expect(target(source)).toMatch(/Topic/)
        else
          expect(
            (valueAt(source, 'Fn::Join', '1') as unknown[])
              .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
              .join(),
          ).toMatch(ofTheBus)
      }
    }
  })

  it('have their policies before anything sends to them, so that a new consumer loses nothing from its first second', () => {
    const policyOf = (arn: unknown) =>
      policies.find(([, { Properties }]) =>
        (Properties.Queues as unknown[]).some((url) => target(url) === target(arn)),
      )?.[0]
    const feeders = [
      ...resources(template, 'AWS::Events::Rule')
        // The one without a pattern is a clock, and feeds no queue.
        .filter(([, { Properties }]) => Properties.EventPattern !== undefined)
        .map(([id, rule]) => {
          const [to] = rule.Properties.Targets as object[]
          return [id, rule, [valueAt(to, 'Arn'), valueAt(to, 'DeadLetterConfig', 'Arn')]] as const
        }),
      ...resources(template, 'AWS::SNS::Subscription').map(
        ([id, one]) =>
          [
            id,
            one,
            [one.Properties.Endpoint, valueAt(one.Properties, 'RedrivePolicy', 'deadLetterTargetArn')],
          ] as const,
      ),
    ]
    expect(feeders.length).toBe(consumers.filter(({ accepts }) => accepts.length === 0).length)
    for (const [id, { DependsOn }, arns] of feeders) {
      for (const arn of arns) expect(DependsOn, id).toContain(policyOf(arn))
    }
  })

  it('of consumers that need order are FIFO with a limit per group, and so are their dead-letter queues', () => {
    const fifo = queues.filter(([, { Properties }]) => Properties.FifoQueue === true)
    const ordered = consumers.filter((consumer) => consumer.ordering === 'aggregate')
    expect(ordered.length).toBeGreaterThan(0)
    expect(fifo).toHaveLength(2 * ordered.length)
    for (const [, { Properties }] of fifo) {
      expect(Properties).toMatchObject({
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      })
      expect(Properties.ContentBasedDeduplication ?? false).toBe(false)
    }
  })

  it('of commands that wait give what could never be tried to the failure queue of their relay', () => {
    const waiting = queues.filter(([, { Properties }]) => relayFailures.has(deadLettersOf(Properties)))
    expect(waiting.map(([id]) => id.slice(0, -8))).toEqual(['CommandRelayWaiting'])
  })

  it('of relays keep what could not be relayed for two weeks', () => {
    expect(relayFailures.size).toBe(2)
    const kept = queues.filter(([id]) => relayFailures.has(id))
    for (const [, { Properties }] of kept) expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400)
  })
})
