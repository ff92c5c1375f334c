import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { estimates } from '../../../lib/estimates/estimates.ts'
import { FREE_WHEN_IDLE } from '../../../lib/estimates/free-when-idle.ts'
import { idleCost, sumOf, uncountedTypes } from '../../../lib/estimates/idle-cost.ts'
import { services } from '../../../lib/services.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { PRICES_OF, prices } from '../../../prices/us-east-1.ts'
import { synthesized } from '../support/synthesized.ts'

const templateOf = (context: Record<string, unknown> = {}) => synthesized(context).toJSON() as Template
const onlyStack = (template: Template) => [{ stackName: 'EventPipeline-dev', template }]
const linesOf = (context?: Record<string, unknown>) => idleCost(templateOf(context))
const usdOf = (template: Template, what: RegExp) => idleCost(template).find((line) => what.test(line.what))?.usd ?? 0

const resource = (Type: string, Properties: Record<string, unknown> = {}) => ({ Type, Properties })
const metric = { MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'Sum' } }

describe('a stage that nothing happens in', () => {
  it('costs at most 21 dollars a month by default', () => {
    expect(sumOf(linesOf())).toBeLessThanOrEqual(21)
    expect(sumOf(linesOf({ stage: 'prod', emailFrom: 'orders@example.com', apiAuth: 'none' }))).toBeLessThanOrEqual(21)
  })

  it('costs more with all alarms, so that they are asked for', () => {
    expect(sumOf(linesOf({ alarms: 'all' })) - sumOf(linesOf())).toBeGreaterThan(10)
  })

  it('costs what docs/deploy.md says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/deploy.md'), 'utf8')
    const [, idle] = /about \$(\d+) a month while nothing happens/.exec(page) ?? []
    const [, all] = /`alarms=all` makes it about \$(\d+)/.exec(page) ?? []
    expect(Math.abs(Number(idle) - sumOf(linesOf()))).toBeLessThan(1)
    expect(Math.abs(Number(all) - sumOf(linesOf({ alarms: 'all' })))).toBeLessThan(1.5)
  })

  it('is told at synth, with the date of the prices', () => {
    const settings = {
      stage: 'dev',
      consumerMetrics: 'essential',
      apiMetrics: 'essential',
      alarms: 'essential',
    } as const
    const report = estimates(onlyStack(templateOf()), services, settings)
    expect(report).toContain(
      `stage dev costs while nothing happens, US dollars a month (list prices of us-east-1, ${PRICES_OF.asOf}`,
    )
    expect(report).toContain(`${sumOf(linesOf()).toFixed(2)}  together`)
  })
})

describe('the count', () => {
  it('takes an alarm for as many as it has metrics, expressions left out', () => {
    const template = {
      Resources: {
        One: resource('AWS::CloudWatch::Alarm', { MetricName: 'M' }),
        Two: resource('AWS::CloudWatch::Alarm', { Metrics: [{ Id: 'e', Expression: 'a + b' }, metric, metric] }),
        Both: resource('AWS::CloudWatch::CompositeAlarm', {}),
      },
    }
    expect(usdOf(template, /metrics of 2 alarms/)).toBeCloseTo(3 * prices.alarmMetric.usd)
    expect(usdOf(template, /composite/)).toBeCloseTo(0.5)
  })

  it('takes a queue that Lambda polls for 657,000 requests a month, and a stream for none', () => {
    const source = (of: string) => ({ EventSourceArn: { 'Fn::GetAtt': [of, 'Arn'] } })
    const template = {
      Resources: {
        Queue: resource('AWS::SQS::Queue'),
        Ordered: resource('AWS::SQS::Queue', { FifoQueue: true }),
        DeadLetters: resource('AWS::SQS::Queue'),
        OfQueue: resource('AWS::Lambda::EventSourceMapping', source('Queue')),
        OfOrdered: resource('AWS::Lambda::EventSourceMapping', source('Ordered')),
        OfStream: resource('AWS::Lambda::EventSourceMapping', source('Table')),
      },
    }
    expect(usdOf(template, /standard queues/)).toBeCloseTo(0.657 * 0.4)
    expect(usdOf(template, /FIFO queues/)).toBeCloseTo(0.657 * 0.5)
  })

  it('takes a function that a schedule runs for a second of each run, and what it asks SQS and DynamoDB meanwhile', () => {
    const parking = (settings: string) =>
      resource('AWS::Lambda::Function', {
        MemorySize: 256,
        Environment: { Variables: { PARKING_CONSUMERS: { 'Fn::Join': ['', [settings]] } } },
      })
    const rule = (properties: object) => resource('AWS::Events::Rule', { ...properties })
    const every = (expression: string) => ({
      ScheduleExpression: expression,
      Targets: [{ Arn: { 'Fn::GetAtt': ['Looks', 'Arn'] } }],
    })
    const usd = (settings: string, properties: object) =>
      usdOf({ Resources: { Looks: parking(settings), Rule: rule(properties) } }, /schedule/)
    const runs = 730 * 60
    const lambda = (0.2 + 1.05 * 0.25 * 13.3334) / 1e6 + (330 * 0.5) / 2 ** 30
    expect(usd('{}', every('rate(1 minute)'))).toBeCloseTo(runs * lambda)
    expect(usd('{}', every('rate(2 hours)'))).toBeCloseTo((runs / 120) * lambda)
    const holding = usd('{"a":{"queueUrl":"q","deadLetterUrl":"d"},"b":{"queueUrl":"q"}}', every('rate(1 minute)'))
    expect(holding).toBeCloseTo(runs * (lambda + (0.5 + 2 * 0.125) / 1e6))
    expect(usd('{}', { EventPattern: {} })).toBe(0)
  })

  it('has the function that looks after what is parked', () => {
    expect(usdOf(templateOf(), /schedule/)).toBeGreaterThan(0.1)
  })

  it('leaves out no type of resource of our own, and names one of which nobody has said what it costs', () => {
    expect(uncountedTypes(templateOf({ alarms: 'all', emailFrom: 'orders@example.com' }))).toEqual([])
    const template = { Resources: { Cluster: resource('AWS::RDS::DBCluster') } }
    const settings = {
      stage: 'dev',
      consumerMetrics: 'essential',
      apiMetrics: 'essential',
      alarms: 'essential',
    } as const
    expect(estimates(onlyStack(template), services, settings)).toContain('?  AWS::RDS::DBCluster')
  })

  it('lists nothing as free that is billed by the hour, or may run by itself', () => {
    for (const type of [
      'AWS::Events::Rule',
      'AWS::KMS::Key',
      'AWS::EC2::NatGateway',
      'AWS::SecretsManager::Secret',
      'AWS::WAFv2::WebACL',
    ]) {
      expect(FREE_WHEN_IDLE.has(type)).toBe(false)
    }
  })
})

describe('the metrics that a stage writes while orders come', () => {
  const busy = (consumerMetrics: 'essential' | 'detailed', apiMetrics: 'essential' | 'detailed') => {
    const text = estimates(onlyStack(templateOf()), services, {
      stage: 'dev',
      consumerMetrics,
      apiMetrics,
      alarms: 'essential',
    })
    return Number(/Its own (\d+) metrics/.exec(text)?.[1])
  }

  it('are three per consumer and one of the API, unless more are asked for', () => {
    const consumers = services.flatMap((service) => service.consumers)
    expect(busy('essential', 'essential')).toBe(3 * consumers.length + 1)
    expect(busy('detailed', 'essential')).toBeGreaterThan(2 * busy('essential', 'essential'))
    expect(busy('essential', 'detailed')).toBeGreaterThan(100)
  })
})
