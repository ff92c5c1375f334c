import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../lambdas/runtime/system/clock.ts'
import { services } from '../../../lib/services.ts'
import { mailCheckOf } from '../../../ops/doctor/checks/mail.ts'
import { checks, examine } from '../../../ops/doctor/examine.ts'
import type { Examined } from '../../../ops/doctor/finding.ts'
import { pascalCase, type Stack } from '../../../ops/stack/stack.ts'

const consumers = services.flatMap((service) => service.consumers).map(({ name }) => name)
const DAY = 86_400

interface Sent {
  readonly input: Readonly<Record<string, unknown>>
}
type Answers = Readonly<Record<string, (input: Readonly<Record<string, string>>) => unknown>>

const service = (name: string) => ({ Effect: 'Allow', Principal: { Service: name }, Action: 'sqs:SendMessage' })
const policy = JSON.stringify({ Statement: [service('events.amazonaws.com'), service('sns.amazonaws.com')] })

const nameOf = (url = '') => url.split('/').at(-1) ?? ''

const mappings = [
  ...consumers.map((name) => ({ name: `fn-${name}`, source: `arn:aws:sqs:r:1:${name}`, State: 'Enabled' })),
  ...['Event', 'Command'].map((name) => ({ name: `${name}-relay`, source: 'arn:stream', State: 'Enabled' })),
]
type Mapping = (typeof mappings)[number]

/** The event source mappings, changed or left out. */
const mapped = (change: (mapping: Mapping) => Mapping | undefined): Answers => ({
  ListEventSourceMappingsCommand: () => ({
    EventSourceMappings: mappings.flatMap((mapping) => {
      const { name, source, State } = change(mapping) ?? { name: '' }
      if (name === '') return []
      return [{ FunctionArn: `arn:aws:lambda:r:1:function:${name}`, EventSourceArn: source, State }]
    }),
  }),
})

/** The configuration of one function is another. */
const configured = (ofFunction: string, change: object): Answers => ({
  GetFunctionConfigurationCommand: (input) => {
    const answer = sound.GetFunctionConfigurationCommand?.(input) as object
    return input.FunctionName === ofFunction ? { ...answer, ...change } : answer
  },
})

/** An installation in which everything is as it should be. */
const sound: Answers = {
  ...mapped((mapping) => mapping),
  GetQueueAttributesCommand: ({ QueueUrl }) => {
    const name = nameOf(QueueUrl)
    const isDead = name.endsWith('-dead')
    return {
      Attributes: {
        QueueArn: `arn:aws:sqs:r:1:${name}`,
        MessageRetentionPeriod: String((isDead ? 14 : 4) * DAY),
        Policy: policy,
        ...(!isDead && { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:r:1:${name}-dead` }) }),
        ApproximateNumberOfMessages: '0',
      },
    }
  },
  GetFunctionConfigurationCommand: () => ({
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: { EMAIL_FROM: 'shop@mail.example.com' } },
  }),
  GetAccountSettingsCommand: () => ({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 },
  }),
  ListSubscriptionsByTopicCommand: ({ TopicArn }) => ({
    Subscriptions:
      TopicArn === 'arn:events'
        ? consumers.map((name) => ({ SubscriptionArn: `arn:events:${name}`, Endpoint: `arn:aws:sqs:r:1:${name}` }))
        : [{ SubscriptionArn: 'arn:aws:sns:r:1:alarms:1', Endpoint: 'a@example.com' }],
  }),
  ListRuleNamesByTargetCommand: ({ TargetArn = '' }) => ({ RuleNames: [`rule-of-${TargetArn.split(':').at(-1)}`] }),
  DescribeRuleCommand: () => ({ State: 'ENABLED' }),
  DescribeAlarmsCommand: () => ({ MetricAlarms: [{ AlarmName: 'x', StateValue: 'OK', AlarmActions: ['arn:topic'] }] }),
  GetEmailIdentityCommand: ({ EmailIdentity }) => {
    if (EmailIdentity === 'example.com') return { VerifiedForSendingStatus: true }
    throw Object.assign(new Error('no such identity'), { name: 'NotFoundException' })
  },
  GetAccountCommand: () => ({ ProductionAccessEnabled: true, SendingEnabled: true }),
  QueryCommand: () => ({ Items: [] }),
  ScanCommand: () => ({ Items: [{ held_by: { S: 'order-view' } }] }),
}

async function findingsOf(changes: Answers = {}, without: readonly string[] = []) {
  const outputs = new Map<string, string>([
    ['AlarmTopicArn', 'arn:topic'],
    ['EventTopicArn', 'arn:events'],
    ['EventBusName', 'events'],
    ['DeadLetterTableName', 'dead'],
    ['ParkedTableName', 'parked'],
    ...['Event', 'Command'].flatMap((relay): [string, string][] => [
      [`${relay}RelayFailureQueueUrl`, `http://sqs/0/${relay}-failures`],
      [`${relay}RelayFunctionName`, `${relay}-relay`],
      [`${relay}TableName`, relay],
    ]),
    ...consumers
      .filter((name) => !without.includes(name))
      .flatMap((name): [string, string][] => [
        [`Consumer${pascalCase(name)}QueueUrl`, `http://sqs/0/${name}`],
        [`Consumer${pascalCase(name)}DlqUrl`, `http://sqs/0/${name}-dead`],
        [`Consumer${pascalCase(name)}FunctionName`, `fn-${name}`],
      ]),
  ])
  const stack: Stack = {
    name: 'EventPipeline-dev',
    clientSettings: { maxAttempts: 1, retryMode: 'adaptive' },
    clock: systemClock,
    outputs: () => outputs,
    output: (name) => outputs.get(name) ?? '',
  }
  const send = async (command: Sent) =>
    ({ ...sound, ...changes })[command.constructor.name]?.(command.input as Record<string, string>)
  const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'any', secretAccessKey: 'any' } }
  const [sqs, cloudWatch, lambda] = [
    new SQSClient(settings),
    new CloudWatchClient(settings),
    new LambdaClient(settings),
  ]
  const [dynamo, sns, ses] = [new DynamoDBClient(settings), new SNSClient(settings), new SESv2Client(settings)]
  const events = new EventBridgeClient(settings)
  for (const client of [sqs, cloudWatch, lambda, dynamo, sns, ses, events]) Object.assign(client, { send })
  return examine({ stack, sqs, cloudWatch, lambda, dynamo, sns, ses, events })
}

const complaints = async (...of: Parameters<typeof findingsOf>) =>
  (await findingsOf(...of))
    .filter(({ result }) => result !== 'ok')
    .map(({ check, result, says }) => `${result} ${check}: ${says}`)

const attributes = (change: Record<string, string>, of: (name: string) => boolean): Answers => ({
  GetQueueAttributesCommand: (input) => {
    const answer = sound.GetQueueAttributesCommand?.(input) as { Attributes: Record<string, string> }
    return { Attributes: { ...answer.Attributes, ...(of(nameOf(input.QueueUrl)) && change) } }
  },
})

interface Subscribed {
  readonly Subscriptions: readonly { readonly Endpoint: string }[]
}

const subscribed = (...subscriptions: readonly (readonly [arn: string, endpoint: string])[]): Answers => ({
  ListSubscriptionsByTopicCommand: (input) =>
    input.TopicArn === 'arn:events'
      ? sound.ListSubscriptionsByTopicCommand?.(input)
      : { Subscriptions: subscriptions.map(([SubscriptionArn, Endpoint]) => ({ SubscriptionArn, Endpoint })) },
})

const alarmed = (alarm: object): Answers => ({
  DescribeAlarmsCommand: () => ({ MetricAlarms: [{ AlarmName: 'x', ...alarm }] }),
})

const letter = (consumer: string, status: string) => ({
  pk: { S: `${consumer}#00` },
  sk: { S: `evt_${status}` },
  status: { S: status },
})

describe('the doctor', () => {
  it('says of each check that all is well, where it is', async () => {
    expect(await findingsOf()).toEqual(checks.map(({ name, fine }) => ({ check: name, result: 'ok', says: fine })))
  })

  it.each<[what: string, changes: Answers, check: string, line: RegExp]>([
    [
      'an event source that is off',
      mapped((one) => (one.name === 'fn-payment' ? { ...one, State: 'Disabled' } : one)),
      'event sources',
      /^act event sources: the event source of payment is switched off$/,
    ],
    [
      'an event source that is gone',
      mapped((one) => (one.name === 'fn-payment' ? undefined : one)),
      'event sources',
      /^act event sources: nothing feeds the function of payment: its event source mapping is gone$/,
    ],
    [
      'a function that reads another queue',
      mapped((one) => (one.name === 'fn-payment' ? { ...one, source: 'arn:aws:sqs:r:1:other' } : one)),
      'event sources',
      /^watch event sources: payment also reads arn:aws:sqs:r:1:other$/,
    ],
    [
      'a relay that reads nothing',
      mapped((one) => (one.name === 'Event-relay' ? undefined : one)),
      'event sources',
      /^act event sources: the relay of events reads no stream: nothing is published$/,
    ],
    [
      'another dead-letter queue',
      attributes({ RedrivePolicy: '{"deadLetterTargetArn":"arn:other"}' }, (name) => name === 'payment'),
      'dead-letter queues',
      /^act dead-letter queues: the queue of payment moves what it gives up to arn:other, not to arn:aws:sqs:r:1:payment-dead$/,
    ],
    [
      'no dead-letter queue',
      attributes({ RedrivePolicy: '' }, (name) => name === 'payment'),
      'dead-letter queues',
      /^act dead-letter queues: the queue of payment moves what it gives up to no queue, /,
    ],
    [
      'a dead-letter queue that keeps too short',
      attributes({ MessageRetentionPeriod: String(4 * DAY) }, (name) => name === 'payment-dead'),
      'dead-letter queues',
      /^act dead-letter queues: the dead-letter queue of payment keeps no longer than its queue: /,
    ],
    [
      'a dead-letter queue without a policy',
      attributes({ Policy: '' }, (name) => name === 'payment-dead'),
      'permissions',
      /^act permissions: the dead-letter queue of payment has lost its policy: .*\(docs\/runbook\.md#lost-deliveries\)$/,
    ],
    [
      'a queue that the bus may not deliver to',
      attributes({ Policy: JSON.stringify({ Statement: service('sns.amazonaws.com') }) }, (name) => name === 'payment'),
      'permissions',
      /^act permissions: the queue of payment does not let events\.amazonaws\.com deliver /,
    ],
    [
      'a queue that the topic may not deliver to',
      attributes({ Policy: JSON.stringify({ Statement: [{ Effect: 'Deny' }] }) }, (name) => name === 'order-view'),
      'permissions',
      /^act permissions: the queue of order-view does not let sns\.amazonaws\.com deliver /,
    ],
    [
      'a rule that somebody has disabled',
      { DescribeRuleCommand: ({ Name }) => ({ State: Name === 'rule-of-payment' ? 'DISABLED' : 'ENABLED' }) },
      'subscriptions',
      /^act subscriptions: the queue of payment is the target of a rule that is disabled \(rule-of-payment\): it gets no events/,
    ],
    [
      'a rule that is gone, or has lost its target',
      {
        ListRuleNamesByTargetCommand: ({ TargetArn }) => ({
          RuleNames: TargetArn === 'arn:aws:sqs:r:1:payment' ? [] : ['rule'],
        }),
      },
      'subscriptions',
      /^act subscriptions: the queue of payment is the target of no rule of the bus: /,
    ],
    [
      'a subscription of the topic that is gone',
      {
        ListSubscriptionsByTopicCommand: (input) => {
          const all = sound.ListSubscriptionsByTopicCommand?.(input) as Subscribed | undefined
          return { Subscriptions: all?.Subscriptions.filter(({ Endpoint }) => !Endpoint.endsWith(':order-view')) }
        },
      },
      'subscriptions',
      /^act subscriptions: the queue of order-view is subscribed to the topic no more: /,
    ],
    [
      'an update that failed',
      configured('fn-payment', { LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no image' }),
      'functions',
      /^act functions: the last update of payment failed: no image$/,
    ],
    [
      'a function that is not active',
      configured('fn-payment', { State: 'Inactive' }),
      'functions',
      /^act functions: the function of payment is Inactive$/,
    ],
    [
      'variables that cannot be read',
      configured('fn-payment', { Environment: { Error: { Message: 'KMS says no' } } }),
      'functions',
      /^watch functions: the variables of payment cannot be read: KMS says no$/,
    ],
    [
      'a drill that nobody has ended',
      configured('fn-payment', { Environment: { Variables: { FAILURE_DRILL: '1' } } }),
      'functions',
      /^watch functions: payment is told to fail \(1\): drill end payment$/,
    ],
    [
      'a new account',
      { GetAccountSettingsCommand: () => ({ AccountLimit: { ConcurrentExecutions: 10 } }) },
      'concurrency',
      /^act concurrency: the account may run 10 functions at once: ask AWS for more /,
    ],
    [
      'an account that is smaller than all consumers together',
      { GetAccountSettingsCommand: () => ({ AccountLimit: { UnreservedConcurrentExecutions: 101 } }) },
      'concurrency',
      /^watch concurrency: the account may run 101 functions at once, and all consumers together up to \d+$/,
    ],
    [
      'an e-mail address that was never confirmed',
      subscribed(['PendingConfirmation', 'ada@example.com'], ['arn:aws:sns:r:1:alarms:1', 'ben@example.com']),
      'who gets alarms',
      /^act who gets alarms: ada@example\.com has not confirmed its subscription to alarms: [^\n]+$/,
    ],
    [
      'nobody but an address that was never confirmed',
      subscribed(['PendingConfirmation', 'ada@example.com']),
      'who gets alarms',
      /^act who gets alarms: ada@example\.com has not confirmed .*\nact who gets alarms: nobody gets alarms until then$/,
    ],
    [
      'alarms nobody receives',
      subscribed(),
      'who gets alarms',
      /^act who gets alarms: nobody gets alarms: set alarmEmail, /,
    ],
    [
      'an alarm that rings',
      alarmed({ StateValue: 'ALARM', AlarmDescription: 'Help.\nMore.', AlarmActions: ['t'] }),
      'alarms',
      /^act alarms: x rings: Help\.$/,
    ],
    [
      'an alarm that notifies nobody',
      alarmed({ StateValue: 'OK', AlarmActions: [] }),
      'alarms',
      /^watch alarms: x has no action: nobody is notified when it goes off$/,
    ],
    [
      'an alarm that is switched off',
      alarmed({ StateValue: 'OK', AlarmActions: ['t'], ActionsEnabled: false }),
      'alarms',
      /^watch alarms: x has no action: nobody is notified when it goes off$/,
    ],
    ['no alarms', { DescribeAlarmsCommand: () => ({}) }, 'alarms', /^act alarms: the stack has no alarms /],
    [
      'a sender that is not verified',
      { GetEmailIdentityCommand: () => ({ VerifiedForSendingStatus: false }) },
      'mail',
      /^act mail: shop@mail\.example\.com is not verified with SES: /,
    ],
    [
      'no sender',
      { GetFunctionConfigurationCommand: () => ({ State: 'Active', LastUpdateStatus: 'Successful' }) },
      'mail',
      /^watch mail: no consumer has a sender \(emailFrom\): no mail is sent$/,
    ],
    [
      'mail that AWS has stopped',
      { GetAccountCommand: () => ({ ProductionAccessEnabled: true, SendingEnabled: false }) },
      'mail',
      /^act mail: SES has paused sending of this account$/,
    ],
    [
      'the sandbox of SES',
      { GetAccountCommand: () => ({ ProductionAccessEnabled: false }) },
      'mail',
      /^watch mail: the account is in the sandbox of SES: /,
    ],
    [
      'messages without a record',
      attributes({ ApproximateNumberOfMessages: '3' }, (name) => name === 'payment-dead'),
      'dead letters',
      /^act dead letters: payment: 3 of 3 messages have no record that waits: dead-letters list --consumer payment$/,
    ],
    [
      'records without a message',
      {
        QueryCommand: ({ ExpressionAttributeValues }) =>
          JSON.stringify(ExpressionAttributeValues).includes('"payment#00"')
            ? { Items: [letter('payment', 'dead'), letter('payment', 'retried')] }
            : { Items: [] },
      },
      'dead letters',
      /^watch dead letters: payment: 1 of 1 records have no message any more: /,
    ],
  ])('finds %s, and nothing else', async (_, changes, check, line) => {
    const found = await findingsOf(changes)
    const others = checks.filter(({ name }) => name !== check)
    expect(found.filter((one) => one.check !== check)).toEqual(
      others.map(({ name, fine }) => ({ check: name, result: 'ok', says: fine })),
    )
    expect((await complaints(changes)).join('\n')).toMatch(line)
  })

  it('does not miss the message of a letter behind which its aggregate is held: that one is parked', async () => {
    const held = {
      pk: { S: 'order-view#ord_1' },
      sk: { S: 'event#0000000001#evt_dead' },
      event_id: { S: 'evt_dead' },
      held_by: { S: 'order-view' },
      group_id: { S: 'ord_1' },
    }
    const answers: Answers = {
      QueryCommand: ({ TableName, ExpressionAttributeValues }) => {
        const asked = JSON.stringify(ExpressionAttributeValues)
        if (TableName === 'parked') return { Items: asked.includes('order-view') ? [held] : [] }
        return { Items: asked.includes('"order-view#00"') ? [letter('order-view', 'dead')] : [] }
      },
    }
    expect(await complaints(answers)).toEqual([])
  })

  it('does not miss the message of a letter that has waited longer than its queue keeps any, if the record has its body', async () => {
    const old = (bytes: string) => ({
      ...letter('payment', 'dead'),
      last_failed_at: { S: '2020-04-28T10:00:00.000Z' },
      body_bytes: { N: bytes },
    })
    const answers = (bytes: string): Answers => ({
      QueryCommand: ({ ExpressionAttributeValues }) => ({
        Items: JSON.stringify(ExpressionAttributeValues).includes('"payment#00"') ? [old(bytes)] : [],
      }),
    })
    expect(await complaints(answers('2000'))).toEqual([])
    expect(await complaints(answers('900000'))).toHaveLength(1)
  })

  it('finds a consumer that is not deployed', async () => {
    expect(await complaints({}, ['audit'])).toEqual([
      expect.stringMatching(/^act deployed: audit is declared here and not in the stack/),
    ])
  })

  it('names consumers that have parked events and do not hold any more', async () => {
    const Items = ['order-view', 'renamed', 'payment', 'renamed'].map((S) => ({ held_by: { S } }))
    expect(await complaints({ ScanCommand: () => ({ Items }) })).toEqual([
      expect.stringMatching(
        /^act parked events: renamed has parked events of 2 aggregates, but this checkout has no ordered consumer/,
      ),
      expect.stringMatching(
        /^act parked events: payment has parked events of 1 aggregate, but this checkout has no ordered consumer/,
      ),
    ])
  })

  it('says what it could not check, and checks the rest', async () => {
    const denied = () => {
      throw Object.assign(new Error('not authorized to perform: sns:ListSubscriptionsByTopic'), {
        name: 'AuthorizationError',
      })
    }
    const found = await complaints({
      ListSubscriptionsByTopicCommand: denied,
      GetAccountCommand: () => ({ SendingEnabled: false }),
    })
    expect(found).toEqual([
      'unknown subscriptions: could not be checked: AuthorizationError: not authorized to perform: sns:ListSubscriptionsByTopic',
      'unknown who gets alarms: could not be checked: AuthorizationError: not authorized to perform: sns:ListSubscriptionsByTopic',
      'act mail: SES has paused sending of this account',
    ])
  })
})

it('says nothing of mail where no consumer sends any', async () => {
  expect(await mailCheckOf([{ consumers: [] }]).run({} as Examined)).toEqual([])
})
