import { GetEventSourceMappingCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, expect, test, vi } from 'vitest'
import type { LocalRuntime } from '../../../local/index.ts'
import type { Template } from '../../../local/template/template.ts'
import { opsProgram } from '../../../ops/commands.ts'
import { cleanUp, clientConfig, inlineFunction, start, writeAssembly } from '../../local/fixture.ts'
import { eventually } from '../../support/eventually.ts'
import { messageOf } from '../../support/log-lines.ts'
import { rememberSignalListeners } from '../../support/signal-listeners.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  await cleanUp()
})

const table = (sortKey: boolean) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: ['pk', ...(sortKey ? ['sk'] : [])].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      ...(sortKey ? [{ AttributeName: 'sk', KeyType: 'RANGE' }] : []),
    ],
    BillingMode: 'PAY_PER_REQUEST',
  },
})

/** The consumer `payment` as the stack has it, with the outputs that operators' tools find it by. */
const version = (batchSize: number, code: string): Template => ({
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
    Function: inlineFunction(`for (const { body } of event.Records) console.log("${code} " + body)`),
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Function' },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        BatchSize: batchSize,
      },
    },
    Operations: table(true),
    AuditLog: table(true),
    Breakers: table(false),
    Parked: table(true),
  },
  Outputs: {
    ConsumerPaymentQueueUrl: { Value: { Ref: 'Queue' } },
    ConsumerPaymentFunctionName: { Value: { Ref: 'Function' } },
    OperationTableName: { Value: { Ref: 'Operations' } },
    AuditLogTableName: { Value: { Ref: 'AuditLog' } },
    BreakerTableName: { Value: { Ref: 'Breakers' } },
    ParkedTableName: { Value: { Ref: 'Parked' } },
  },
})

async function ops({ endpointUrl }: LocalRuntime, ...args: readonly string[]): Promise<string> {
  let printed = ''
  const removeSignalListeners = rememberSignalListeners()
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  try {
    await opsProgram().parseAsync(['node', 'ops', '--stack', 'Shop', '--endpoint', endpointUrl, ...args])
  } finally {
    for (const stream of [stdout, stderr]) stream.mockRestore()
    removeSignalListeners()
  }
  return printed
}

test('a paused consumer is still paused after a deployment that changes its code and its batch size', async () => {
  const runtime = await start(version(5, 'one'))
  const lines: string[] = []
  runtime.onLog((_, line) => lines.push(messageOf(line)))
  const sqs = new SQSClient(clientConfig(runtime))
  const QueueUrl = runtime.outputs.ConsumerPaymentQueueUrl ?? ''
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  await send('before')
  await eventually(() => expect(lines).toEqual(['one before']))

  expect(await ops(runtime, 'consumers', 'pause', 'payment', '--reason', 'bank migration', '--as', 'ada')).toMatch(
    /^payment is paused by ada .* since .*: bank migration\.\n$/,
  )
  await send('while it is paused')
  await runtime.update(writeAssembly(version(7, 'two')))

  const source = runtime.stacks[0]?.resources.find(({ logicalId }) => logicalId === 'Source')?.physicalId
  const lambda = new LambdaClient(clientConfig(runtime))
  expect(await lambda.send(new GetEventSourceMappingCommand({ UUID: source }))).toMatchObject({
    State: 'Disabled',
    BatchSize: 7,
  })
  const [row] = JSON.parse(await ops(runtime, 'consumers', 'list', '--json'))
  expect(row).toMatchObject({
    consumer: 'payment',
    state: 'paused',
    pause: { by: expect.stringContaining('ada'), reason: 'bank migration' },
    waiting: 1,
    in_flight: 0,
    held: [],
  })
  const received = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages' as const] }
  expect((await sqs.send(new GetQueueAttributesCommand(received))).Attributes).toEqual({
    ApproximateNumberOfMessages: '1',
  })
  expect(await ops(runtime, 'consumers', 'keep')).toBe('Every paused consumer is paused.\n')
  expect(lines).toEqual(['one before'])

  expect(await ops(runtime, 'consumers', 'resume', 'payment')).toBe('payment is running again.\n')
  await eventually(() => expect(lines).toEqual(['one before', 'two while it is paused']))
  expect(await ops(runtime, 'consumers', 'resume', 'payment')).toBe('payment is running: there is nothing to resume.\n')
  expect(await ops(runtime, 'consumers', 'drain', 'payment', '--reason', 'moving', '--settle', '0')).toMatch(
    /^payment is drained and paused by .*: 0 waiting, 0 in flight or due for another attempt stay\.\n$/,
  )
  expect(await ops(runtime, 'consumers', 'list')).toMatch(/payment +paused +0 +0 .*moving/)
  const audit = JSON.parse(await ops(runtime, 'audit', 'list', '--json')) as { action: string; kind: string }[]
  expect(audit.filter(({ kind }) => kind === 'ended').map(({ action }) => action)).toEqual([
    'consumers drain',
    'consumers resume',
    'consumers resume',
    'consumers pause',
  ])
})
