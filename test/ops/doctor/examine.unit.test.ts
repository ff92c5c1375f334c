import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { services } from '../../../lib/services.ts'
import { examine } from '../../../ops/doctor/examine.ts'
import { pascalCase, type Stack } from '../../../ops/stack/stack.ts'

const consumers = services.flatMap((service) => service.consumers).map(({ name }) => name)
const DAY = 86_400

interface Sent {
  readonly input: Readonly<Record<string, unknown>>
}
type Answers = Readonly<Record<string, (input: Readonly<Record<string, string>>) => unknown>>

const nameOf = (url = '') => url.split('/').at(-1) ?? ''

/** An installation in which everything is as it should be. */
const sound: Answers = {
  ListEventSourceMappingsCommand: () => ({
    EventSourceMappings: [
      ...consumers.map((name) => ({
        FunctionArn: `arn:aws:lambda:r:1:function:fn-${name}`,
        EventSourceArn: `arn:aws:sqs:r:1:${name}`,
        State: 'Enabled',
      })),
      ...['Event', 'Command'].map((name) => ({
        FunctionArn: `arn:aws:lambda:r:1:function:${name}-relay`,
        EventSourceArn: 'arn:stream',
        State: 'Enabled',
      })),
    ],
  }),
  GetQueueAttributesCommand: ({ QueueUrl }) => {
    const name = nameOf(QueueUrl)
    const isDead = name.endsWith('-dead')
    return {
      Attributes: {
        QueueArn: `arn:aws:sqs:r:1:${name}`,
        MessageRetentionPeriod: String((isDead ? 14 : 4) * DAY),
        Policy: '{}',
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
  ListSubscriptionsByTopicCommand: () => ({
    Subscriptions: [{ SubscriptionArn: 'arn:aws:sns:r:1:alarms:1', Endpoint: 'a@example.com' }],
  }),
  DescribeAlarmsCommand: () => ({ MetricAlarms: [{ AlarmName: 'x', StateValue: 'OK', AlarmActions: ['arn:topic'] }] }),
  GetEmailIdentityCommand: ({ EmailIdentity }) => {
    if (EmailIdentity === 'example.com') return { VerifiedForSendingStatus: true }
    throw Object.assign(new Error('no such identity'), { name: 'NotFoundException' })
  },
  GetAccountCommand: () => ({ ProductionAccessEnabled: true, SendingEnabled: true }),
  QueryCommand: () => ({ Items: [] }),
}

async function findingsOf(changes: Answers = {}, without: readonly string[] = []) {
  const outputs = new Map<string, string>([
    ['AlarmTopicArn', 'arn:topic'],
    ['DeadLetterTableName', 'dead'],
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
  for (const client of [sqs, cloudWatch, lambda, dynamo, sns, ses]) Object.assign(client, { send })
  const findings = await examine({ stack, sqs, cloudWatch, lambda, dynamo, sns, ses })
  return findings
    .filter(({ result }) => result !== 'ok')
    .map(({ check, result, says }) => `${result} ${check}: ${says}`)
}

const attributes = (change: Record<string, string>, of: (name: string) => boolean): Answers => ({
  GetQueueAttributesCommand: (input) => {
    const answer = sound.GetQueueAttributesCommand?.(input) as { Attributes: Record<string, string> }
    return { Attributes: { ...answer.Attributes, ...(of(nameOf(input.QueueUrl)) && change) } }
  },
})

const letter = (consumer: string, status: string) => ({
  pk: { S: `${consumer}#00` },
  sk: { S: `evt_${status}` },
  status: { S: status },
})

describe('the doctor', () => {
  it('has nothing to say about a sound installation', async () => {
    expect(await findingsOf()).toEqual([])
  })

  it.each<[string, Answers, RegExp]>([
    [
      'an event source that is off',
      {
        ListEventSourceMappingsCommand: () => ({
          EventSourceMappings: [
            {
              FunctionArn: 'arn:aws:lambda:r:1:function:fn-payment',
              EventSourceArn: 'arn:aws:sqs:r:1:payment',
              State: 'Disabled',
            },
          ],
        }),
      },
      /act event sources: the event source of payment is switched off/,
    ],
    [
      'one that is gone',
      { ListEventSourceMappingsCommand: () => ({ EventSourceMappings: [] }) },
      /act event sources: nothing feeds the function of payment/,
    ],
    [
      'a relay that reads nothing',
      { ListEventSourceMappingsCommand: () => ({ EventSourceMappings: [] }) },
      /act event sources: the relay of events reads no stream/,
    ],
    [
      'another dead-letter queue',
      attributes({ RedrivePolicy: '{"deadLetterTargetArn":"arn:other"}' }, (name) => name === 'payment'),
      /act dead-letter queues: the queue of payment gives up into arn:other/,
    ],
    [
      'one that keeps too short',
      attributes({ MessageRetentionPeriod: String(4 * DAY) }, (name) => name === 'payment-dead'),
      /keeps no longer than its queue/,
    ],
    [
      'a dead-letter queue without a policy',
      attributes({ Policy: '' }, (name) => name === 'payment-dead'),
      /act dead-letter queues: the dead-letter queue of payment has lost its policy/,
    ],
    [
      'an update that failed',
      { GetFunctionConfigurationCommand: () => ({ LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no image' }) },
      /act functions: the last update of payment failed: no image/,
    ],
    [
      'a drill that nobody has ended',
      {
        GetFunctionConfigurationCommand: () => ({
          Environment: { Variables: { FAILURE_DRILL: '1', EMAIL_FROM: 'a@example.com' } },
        }),
      },
      /watch functions: payment is told to fail \(1\)/,
    ],
    [
      'a new account',
      { GetAccountSettingsCommand: () => ({ AccountLimit: { ConcurrentExecutions: 10 } }) },
      /act concurrency: the account may run 10 functions at once/,
    ],
    [
      'an e-mail address that was never confirmed',
      {
        ListSubscriptionsByTopicCommand: () => ({
          Subscriptions: [{ SubscriptionArn: 'PendingConfirmation', Endpoint: 'ada@example.com' }],
        }),
      },
      /act who gets alarms: ada@example\.com has not confirmed/,
    ],
    [
      'alarms nobody receives',
      { ListSubscriptionsByTopicCommand: () => ({ Subscriptions: [] }) },
      /act who gets alarms: nobody gets alarms/,
    ],
    [
      'an alarm that rings',
      {
        DescribeAlarmsCommand: () => ({
          MetricAlarms: [
            { AlarmName: 'x', StateValue: 'ALARM', AlarmDescription: 'Help.\nMore.', AlarmActions: ['t'] },
          ],
        }),
      },
      /act alarms: x rings: Help\.$/m,
    ],
    [
      'an alarm that tells nobody',
      { DescribeAlarmsCommand: () => ({ MetricAlarms: [{ AlarmName: 'x', StateValue: 'OK', AlarmActions: [] }] }) },
      /watch alarms: x tells nobody/,
    ],
    [
      'a sender that is not verified',
      { GetEmailIdentityCommand: () => ({ VerifiedForSendingStatus: false }) },
      /act mail: shop@mail\.example\.com is not verified/,
    ],
    [
      'the sandbox',
      { GetAccountCommand: () => ({ ProductionAccessEnabled: false }) },
      /watch mail: the account is in the sandbox/,
    ],
    [
      'messages without a record',
      attributes({ ApproximateNumberOfMessages: '3' }, (name) => name === 'payment-dead'),
      /act dead letters: payment: 3 of 3 messages died without a cause/,
    ],
    [
      'records without a message',
      {
        QueryCommand: ({ ExpressionAttributeValues }) =>
          JSON.stringify(ExpressionAttributeValues).includes('"payment#00"')
            ? { Items: [letter('payment', 'dead'), letter('payment', 'retried')] }
            : { Items: [] },
      },
      /watch dead letters: payment: 1 of 1 records have no message any more/,
    ],
  ])('finds %s', async (_, changes, finding) => expect((await findingsOf(changes)).join('\n')).toMatch(finding))

  it('finds a consumer that is not deployed', async () => {
    expect(await findingsOf({}, ['audit'])).toEqual([
      expect.stringMatching(/^act deployed: audit is declared here and not in the stack/),
    ])
  })

  it('says what it could not check, and checks the rest', async () => {
    const denied = () => {
      throw Object.assign(new Error('not authorized to perform: sns:ListSubscriptionsByTopic'), {
        name: 'AuthorizationError',
      })
    }
    const found = await findingsOf({
      ListSubscriptionsByTopicCommand: denied,
      GetAccountCommand: () => ({ SendingEnabled: false }),
    })
    expect(found).toEqual([
      'unknown who gets alarms: could not be checked: AuthorizationError: not authorized to perform: sns:ListSubscriptionsByTopic',
      'act mail: SES has paused sending of this account',
    ])
  })
})
