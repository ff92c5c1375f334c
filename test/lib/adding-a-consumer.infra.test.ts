import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { orderCreated } from '../../events/order.ts'
import { defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import { defineService } from '../../lambdas/runtime/declarations/service.ts'
import { services } from '../../lib/services.ts'
import { brokenRules } from '../../lib/validation/wiring-checks.ts'
import { buildPipeline, consumers, resources, synthesized } from './support/synthesized.ts'

const largeOrders = defineConsumer({
  name: 'large-orders',
  subscribesTo: [orderCreated],
  filter: { source: ['order-service'], data: { total: [{ numeric: ['>=', 1000] }] } },
  delivery: 'at-least-once',
})
const fraud = defineService({ name: 'fraud', consumers: [largeOrders] })

const before = synthesized()
const after = Template.fromStack(buildPipeline({}, [...services, fraud]).stack)
const added = (type: string) => resources(after, type).filter(([id]) => !(id in before.toJSON().Resources))

describe('one more line in the list of services', () => {
  it('brings queue, dead-letter queue, route, function, event source and alarms', () => {
    expect(added('AWS::SQS::Queue')).toHaveLength(2)
    expect(added('AWS::SQS::QueuePolicy')).toHaveLength(1)
    expect(added('AWS::Lambda::Function')).toHaveLength(1)
    expect(added('AWS::Lambda::EventSourceMapping')).toHaveLength(1)
    expect(added('AWS::IAM::Role')).toHaveLength(1)
    expect(added('AWS::CloudWatch::Alarm')).toHaveLength(3)
  })

  it('routes by type, source and fields of the data', () => {
    expect(added('AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern)).toEqual([
      {
        'detail-type': ['order.created'],
        source: ['order-service'],
        detail: { data: { total: [{ numeric: ['>=', 1000] }] } },
      },
    ])
  })

  it('shows on the dashboard and in the outputs', () => {
    expect(JSON.stringify(resources(after, 'AWS::CloudWatch::Dashboard'))).toContain('large-orders: events')
    expect(after.toJSON().Outputs).toHaveProperty('ConsumerLargeOrders')
  })

  it('is wired soundly', () => {
    expect(brokenRules(after.toJSON() as never, [...consumers, largeOrders])).toEqual([])
  })

  it('twice is refused', () => {
    expect(() => buildPipeline({}, [...services, fraud, { ...fraud, name: 'fraud-2' }])).toThrow(
      'Consumer "large-orders" is declared in lambdas/fraud and in lambdas/fraud-2: give one of them another name.',
    )
  })
})
