import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { services } from '../../../lib/services.ts'
import type { Stack } from '../../../ops/stack/stack.ts'
import { pascalCase } from '../../../ops/stack/stack.ts'
import type { StatusClients } from '../../../ops/status/read-consumers.ts'
import { StatusReader } from '../../../ops/status/read-status.ts'
import { statusText } from '../../../ops/status/text.ts'

const DAY = 86_400
const start = Date.parse('2026-04-28T10:00:30.000Z')
const consumers = services.flatMap((service) => service.consumers).map(({ name }) => name)

function stackOf(without: readonly string[] = []): Stack {
  const outputs = new Map<string, string>([
    ['MetricsNamespace', 'EventPipeline/dev'],
    ['BreakerTableName', 'breakers'],
    ['ApiUrl', 'http://api'],
    ['ApiId', 'api1'],
    ...['Event', 'Command'].flatMap((relay): [string, string][] => [
      [`${relay}RelayFailureQueueUrl`, `http://sqs/0/${relay}-failures`],
      [`${relay}RelayFunctionName`, `${relay}-relay`],
      [`${relay}TableName`, relay],
    ]),
    ...consumers
      .filter((name) => !without.includes(name))
      .flatMap((name): [string, string][] => {
        const fifo = name === 'account-statement' ? '.fifo' : ''
        return [
          [`Consumer${pascalCase(name)}QueueUrl`, `http://sqs/0/${name}${fifo}`],
          [`Consumer${pascalCase(name)}DlqUrl`, `http://sqs/0/${name}-dead${fifo}`],
          [`Consumer${pascalCase(name)}FunctionName`, `fn-${name}`],
        ]
      }),
  ])
  return {
    name: 'EventPipeline-dev',
    clientSettings: { maxAttempts: 1, retryMode: 'adaptive' },
    clock: systemClock,
    outputs: () => outputs,
    output: (name) => outputs.get(name) ?? '',
  }
}

interface World {
  /** Messages by name of the queue. */
  readonly depths?: Readonly<Record<string, number>>
  /** By metric and the value of its last dimension. */
  readonly metrics?: Readonly<Record<string, readonly number[]>>
  readonly fails?: Readonly<Record<string, Error>>
}

interface Sent {
  readonly input: {
    readonly QueueUrl?: string
    readonly FunctionName?: string
    readonly MetricDataQueries?: readonly {
      readonly Id: string
      readonly MetricStat: {
        readonly Metric: { readonly MetricName: string; readonly Dimensions: { Value: string }[] }
      }
    }[]
  }
}

/** AWS as far as a status asks it, with every call on record. */
function aws({ depths = {}, metrics = {}, fails = {} }: World) {
  const calls: string[] = []
  const answers: Readonly<Record<string, (input: Sent['input']) => unknown>> = {
    GetQueueAttributesCommand({ QueueUrl = '' }) {
      const name = QueueUrl.split('/').at(-1) ?? ''
      const days = name.includes('dead') ? 14 : 4
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(depths[name] ?? 0),
          MessageRetentionPeriod: String(days * DAY),
        },
      }
    },
    GetMetricDataCommand: ({ MetricDataQueries = [] }) => ({
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => ({
        Id,
        Values: metrics[`${Metric.MetricName} ${Metric.Dimensions[0]?.Value}`] ?? [],
      })),
    }),
    GetFunctionConfigurationCommand: () => ({ LastModified: '2026-04-28T09:00:00.000+0000' }),
    ListEventSourceMappingsCommand: () => ({
      EventSourceMappings: [...consumers.map((name) => `fn-${name}`), 'Event-relay', 'Command-relay'].map((name) => ({
        FunctionArn: `arn:aws:lambda:eu-central-1:1:function:${name}`,
        State:
          name === 'fn-order-view'
            ? 'Disabling'
            : ['fn-checkout', 'fn-payment'].includes(name)
              ? 'Disabled'
              : 'Enabled',
      })),
    }),
    ScanCommand: () => ({
      Items: [{ pk: { S: 'ses' }, state: { S: 'open' }, open_until: { N: String(start + 20_000) } }],
    }),
  }
  const send = async (command: Sent) => {
    const { name } = command.constructor
    calls.push(name)
    const where = `${name} ${command.input.QueueUrl ?? command.input.FunctionName ?? ''}`
    const failure = Object.entries(fails).find(([key]) => where.startsWith(key))?.[1]
    if (failure) throw failure
    return answers[name]?.(command.input)
  }
  // Real clients, because paginators look at their class.
  const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } }
  const clients: StatusClients = {
    sqs: Object.assign(new SQSClient(settings), { send }),
    cloudWatch: Object.assign(new CloudWatchClient(settings), { send }),
    lambda: Object.assign(new LambdaClient(settings), { send }),
    dynamo: Object.assign(new DynamoDBClient(settings), { send }),
  }
  return { clients, calls }
}

const read = async (world: World, stack = stackOf()) => {
  const status = await new StatusReader({ stack, clients: aws(world).clients, now: () => start }).read()
  return { ...status, of: (name: string) => status.consumers.find(({ consumer }) => consumer === name) }
}

describe('a status', () => {
  it('has a line for every consumer that is declared, and one for each that the stack lacks', async () => {
    const status = await read({}, stackOf(['audit']))
    expect(status.consumers.map(({ consumer }) => consumer)).toEqual(consumers)
    expect(status.of('audit')).toMatchObject({ state: 'missing', urgency: 'act', waiting: null })
    expect(status.unread).toEqual([])
  })

  it('tells lag, rate and failures of the last minutes', async () => {
    const { of, window_seconds } = await read({
      depths: { payment: 12 },
      metrics: {
        'EventsProcessed payment': [60, 30],
        'EventsFailed payment': [10],
        'ApproximateAgeOfOldestMessage payment': [42, 90],
      },
    })
    expect(window_seconds).toBe(330)
    expect(of('payment')).toMatchObject({
      waiting: 12,
      lag_seconds: 42,
      done_per_second: Math.round((90 / 330) * 1000) / 1000,
      failure_ratio: 0.1,
      attempts: 100,
      deployed_at: '2026-04-28T09:00:00.000Z',
    })
  })

  it('takes the lag from the consumer itself where SQS leaves out what is tried again and again', async () => {
    const backingOff = { depths: { inventory: 12 }, metrics: { 'EventLag inventory': [900_400] } }
    expect((await read(backingOff)).of('inventory')).toMatchObject({ lag_seconds: 900, urgency: 'act' })
    // The event source of checkout is off: what it has measured before is not about what waits now.
    const off = { depths: { checkout: 1 }, metrics: { 'EventLag checkout': [900_400] } }
    expect((await read(off)).of('checkout')).toMatchObject({ state: 'off', lag_seconds: null })
    const both = { ...backingOff.metrics, 'ApproximateAgeOfOldestMessage inventory': [1_000] }
    expect((await read({ ...backingOff, metrics: both })).of('inventory')).toMatchObject({ lag_seconds: 1_000 })
  })

  it('says that nothing is late where nothing waits, whatever the metric said a minute ago', async () => {
    const { of } = await read({ metrics: { 'ApproximateAgeOfOldestMessage payment': [42] } })
    expect(of('payment')).toMatchObject({ lag_seconds: 0 })
  })

  it('counts the retention of a dead letter from when it was first sent, except where FIFO queues begin anew', async () => {
    const { of } = await read({
      depths: { 'payment-dead': 2, 'account-statement-dead.fifo': 1 },
      metrics: {
        'ApproximateAgeOfOldestMessage payment-dead': [DAY],
        'ApproximateAgeOfOldestMessage account-statement-dead.fifo': [DAY],
      },
    })
    // It may have waited in the queue as long as that keeps it: four days.
    expect(of('payment')).toMatchObject({ dead_letters: 2, loss_in_seconds: (14 - 1 - 4) * DAY })
    expect(of('account-statement')).toMatchObject({ dead_letters: 1, loss_in_seconds: (14 - 1) * DAY })
  })

  it('tells an event source that is off, an open breaker, and who has paused a consumer', async () => {
    const pause = { by: 'ada', since: '2026-04-28T09:00:00.000Z', reason: 'bank is closed' }
    const pauses = async () =>
      new Map([
        ['payment', pause],
        ['notification', pause],
        ['order-view', pause],
        ['audit', { ...pause, since: new Date(start - 60_000).toISOString() }],
      ])
    const { consumers: all } = await new StatusReader({
      stack: stackOf(),
      clients: aws({}).clients,
      now: () => start,
      pauses,
    }).read()
    const states = Object.fromEntries(all.map(({ consumer, state }) => [consumer, state]))
    expect(states).toMatchObject({ checkout: 'off', payment: 'paused', inventory: 'running' })
    // One delivers although it was paused long ago; Lambda is about to switch off the others, or at it.
    expect(states).toMatchObject({ notification: 'unpaused', audit: 'pausing', 'order-view': 'pausing' })
    expect(all.find(({ consumer }) => consumer === 'notification')).toMatchObject({
      urgency: 'act',
      breakers: [{ breaker: 'ses', state: 'open', open_until: '2026-04-28T10:00:50.000Z' }],
    })
  })

  it('tells what is held, in the words of who knows', async () => {
    const held = {
      types: [{ type: 'order.created', cause: 'TypeError: no', since: '2026-04-28T09:58:00.000Z', next_try: null }],
      parking: { aggregates: 1, full: [], takes_no_more: false },
    }
    const { consumers: all } = await new StatusReader({
      stack: stackOf(),
      clients: aws({}).clients,
      now: () => start,
      held: async () => new Map([['payment', held]]),
    }).read()
    const of = (name: string) => all.find(({ consumer }) => consumer === name)
    expect(of('payment')).toMatchObject({ held: held.types, parking: held.parking, urgency: 'act' })
    expect(of('inventory')).toMatchObject({ held: [], parking: null, urgency: 'ok' })
  })

  it('says what it could not read, and shows the rest', async () => {
    const denied = Object.assign(new Error('not authorized to perform: cloudwatch:GetMetricData'), {
      name: 'AccessDenied',
    })
    const gone = Object.assign(new Error('The specified queue does not exist.'), { name: 'QueueDoesNotExist' })
    const status = await read({
      depths: { inventory: 3 },
      fails: { GetMetricDataCommand: denied, 'GetQueueAttributesCommand http://sqs/0/payment': gone },
    })
    expect(status.unread).toEqual([
      {
        what: expect.arrayContaining(['queue payment', 'queue payment-dead']),
        reason: expect.stringContaining('QueueDoesNotExist'),
      },
      { what: ['metrics'], reason: expect.stringContaining('cloudwatch:GetMetricData') },
    ])
    expect(status.of('payment')).toMatchObject({ waiting: null, dead_letters: null, failure_ratio: null })
    expect(status.of('inventory')).toMatchObject({ waiting: 3, lag_seconds: null })
    expect(statusText(status, 160)).toContain('Could not be read: metrics')
  })

  it('asks for billed metrics once a minute, however often somebody looks', async () => {
    const { clients, calls } = aws({})
    let now = start
    const reader = new StatusReader({ stack: stackOf(), clients, now: () => now })
    for (let look = 0; look < 12; look++, now += 5_000) await reader.read()
    // One call looks through the last minutes, one through the longer time in which a lag is told.
    expect(calls.filter((call) => call === 'GetMetricDataCommand')).toHaveLength(2)
    expect(calls.filter((call) => call === 'ScanCommand')).toHaveLength(12)
    now += 5_000
    await reader.read()
    expect(calls.filter((call) => call === 'GetMetricDataCommand')).toHaveLength(4)
  })

  it.each([80, 160])('fits a terminal of %d columns', async (width) => {
    const status = await read({ depths: { payment: 123_456, 'payment-dead': 9_999 } })
    for (const line of statusText(status, width).split('\n')) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are control characters
      expect(line.replace(/\u001b\[[0-9;]*m/g, '').length, line).toBeLessThanOrEqual(width)
    }
  })
})
