import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LocalRuntime } from '../../../local/index.ts'
import { cleanUp, clientConfig, inlineFunction, start } from '../fixture.ts'
import { allow, bucketName, queueArn, roleOf, stackWith, tableArn } from './stack.ts'

const account = '000000000000'
const printed: string[] = []

function watchConsole() {
  printed.length = 0
  vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line))
}

afterAll(cleanUp)
afterEach(() => vi.restoreAllMocks())

/** The query protocol, for which no client is installed. */
async function sts(runtime: LocalRuntime, parameters: Record<string, string>, accessKey = 'local') {
  const response = await fetch(runtime.endpointUrl, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: String(new URLSearchParams(parameters)),
  })
  return { status: response.status, text: await response.text() }
}

/** Client settings with a key that stands for the stack's role. */
async function asRole(runtime: LocalRuntime) {
  const parameters = { Action: 'AssumeRole', RoleArn: runtime.outputs.Role ?? '', RoleSessionName: 'someone' }
  const { text } = await sts(runtime, parameters)
  const accessKeyId = /<AccessKeyId>(\w+)</.exec(text)?.[1] ?? ''
  return { ...clientConfig(runtime), credentials: { accessKeyId, secretAccessKey: 'local' } }
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { $metadata: { httpStatusCode: number } }) => ({
      name: error.name,
      status: error.$metadata.httpStatusCode,
      message: error.message,
    }),
  )

describe('whoever signs with a key of a role', () => {
  let runtime: LocalRuntime
  let config: Awaited<ReturnType<typeof asRole>>
  const role = () => (runtime.outputs.Role ?? '').split('/').at(-1)
  const denied = (action: string, resource: string) =>
    `User: arn:aws:sts::${account}:assumed-role/${role()}/someone is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`

  beforeAll(async () => {
    const onlyOrders = { Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['order#*'] } } }
    const statements = [
      allow(['dynamodb:PutItem', 'dynamodb:Scan'], tableArn, onlyOrders),
      allow('sqs:SendMessage', queueArn),
    ]
    runtime = await start(stackWith(statements), { iam: true, quiet: false })
    config = await asRole(runtime)
  })

  it('may do what its policies allow', async () => {
    const dynamodb = new DynamoDBClient(config)
    await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'order#1' } } }))
    await new SQSClient(config).send(new SendMessageCommand({ QueueUrl: runtime.outputs.QueueUrl, MessageBody: '{}' }))
  })

  it('is refused by DynamoDB as AWS does, and one line says why and what would grant it', async () => {
    watchConsole()
    const dynamodb = new DynamoDBClient(config)
    const arn = `arn:aws:dynamodb:us-east-1:${account}:table/orders`
    const get = () =>
      failureOf(dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { pk: { S: 'order#1' } } })))
    const refusal = { name: 'AccessDeniedException', status: 400, message: denied('dynamodb:GetItem', arn) }
    expect(await get()).toEqual(refusal)
    expect(await get()).toEqual(refusal)
    expect(printed.splice(0)).toEqual([
      `IAM: someone may not dynamodb:GetItem on ${arn}: no policy of its role allows it.`,
    ])
  })

  it('is refused a key that the condition leaves out; nothing is written', async () => {
    watchConsole()
    const dynamodb = new DynamoDBClient(config)
    const put = dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: { pk: { S: 'customer#1' } } }))
    expect(await failureOf(put)).toMatchObject({ name: 'AccessDeniedException' })
    expect(printed.splice(0).join()).toContain(
      'only under a condition that does not hold, asked with dynamodb:LeadingKeys customer#1',
    )
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'orders' }))
    expect(Items).toEqual([{ pk: { S: 'order#1' } }])
  })

  it('is refused by each service with its own code, status and text', async () => {
    watchConsole()
    const sqs = new SQSClient(config)
    const QueueUrl = runtime.outputs.QueueUrl
    const queue = `arn:aws:sqs:us-east-1:${account}:orders`
    expect(await failureOf(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: {} })))).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: denied('sqs:setqueueattributes', queue),
    })
    const topic = `arn:aws:sns:us-east-1:${account}:orders`
    expect(await failureOf(new SNSClient(config).send(new PublishCommand({ TopicArn: topic, Message: 'm' })))).toEqual({
      name: 'AuthorizationErrorException',
      status: 403,
      message: denied('SNS:Publish', topic),
    })
    const events = new EventBridgeClient(config)
    const Entries = [{ EventBusName: 'pipeline', Source: 's', DetailType: 't', Detail: '{}' }]
    expect(await failureOf(events.send(new PutEventsCommand({ Entries })))).toEqual({
      name: 'AccessDeniedException',
      status: 400,
      message: denied('events:PutEvents', `arn:aws:events:us-east-1:${account}:event-bus/pipeline`),
    })
    const s3 = new S3Client({ ...config, forcePathStyle: true })
    expect(await failureOf(s3.send(new PutObjectCommand({ Bucket: bucketName, Key: 'a/b', Body: 'x' })))).toEqual({
      name: 'AccessDenied',
      status: 403,
      message: denied('s3:PutObject', `arn:aws:s3:::${bucketName}/a/b`),
    })
    const schedule = new CreateScheduleCommand({
      Name: 'later',
      ScheduleExpression: 'at(2030-01-01T00:00:00)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: queue, RoleArn: runtime.outputs.Role },
    })
    expect(await failureOf(new SchedulerClient(config).send(schedule))).toEqual({
      name: 'AccessDeniedException',
      status: 403,
      message: denied('scheduler:CreateSchedule', `arn:aws:scheduler:us-east-1:${account}:schedule/default/later`),
    })
    const mail = new SendEmailCommand({
      FromEmailAddress: 'shop@example.com',
      Destination: { ToAddresses: ['a@example.com'] },
      Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
    })
    expect(await failureOf(new SESv2Client(config).send(mail))).toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
      message: expect.stringContaining("is not authorized to perform `ses:SendEmail' on resource `arn:aws:ses:"),
    })
    expect(runtime.mailbox()).toEqual([])
  })

  it('is refused an operation whose permissions are not known', async () => {
    watchConsole()
    const s3 = new S3Client({ ...config, forcePathStyle: true })
    const other = new GetObjectCommand({ Bucket: bucketName, Key: 'a' })
    other.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { query: { acl: '' } })
        return next(args)
      },
      { step: 'build' },
    )
    expect(await failureOf(s3.send(other))).toMatchObject({ name: 'AccessDenied', status: 403 })
    expect(printed.splice(0).join()).toMatch(/someone: The local runtime does not know which permissions s3 GET/)
  })

  it('is who STS says it is; everyone else is the account', async () => {
    const me = { Action: 'GetCallerIdentity' }
    expect((await sts(runtime, me, config.credentials.accessKeyId)).text).toContain(`:assumed-role/${role()}/someone<`)
    expect((await sts(runtime, me)).text).toContain(`arn:aws:iam::${account}:root<`)
  })

  it('takes on no other role, and nobody takes on one that there is not', async () => {
    watchConsole()
    const parameters = { Action: 'AssumeRole', RoleArn: runtime.outputs.Role ?? '', RoleSessionName: 'again' }
    const refused = await sts(runtime, parameters, config.credentials.accessKeyId)
    expect(refused).toMatchObject({ status: 403, text: expect.stringContaining('<Code>AccessDenied</Code>') })
    const unknown = await sts(runtime, { ...parameters, RoleArn: 'arn:aws:iam::000000000000:role/none' })
    expect(unknown).toMatchObject({ status: 403 })
  })
})

describe('a function', () => {
  const body = `
    const { AWS_ACCESS_KEY_ID: key, AWS_ENDPOINT_URL: url } = process.env
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: \`AWS4-HMAC-SHA256 Credential=\${key}/20260101/us-east-1/dynamodb/aws4_request\`,
        'x-amz-target': 'DynamoDB_20120810.' + event.operation,
      },
      body: JSON.stringify(event.input),
    })
    return { status: response.status, body: await response.text() }`
  const role = { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, FunctionName: 'payment', Description: 'Consumer payment' }

  it('is bound by its own role, and told what would grant what it lacks', async () => {
    watchConsole()
    const template = stackWith([allow('dynamodb:PutItem', tableArn)], { Function: inlineFunction(body, role) })
    const grantHint = ({ action }: { action: string }, caller: string) => `${caller} needs ${action}`
    const runtime = await start(template, { iam: true, quiet: false, grantHint })
    const call = async (operation: string, input: object) =>
      JSON.parse((await runtime.functions.invoke('payment', { operation, input })).payload) as {
        status: number
        body: string
      }
    const key = { pk: { S: 'a' } }
    expect(await call('PutItem', { TableName: 'orders', Item: key })).toMatchObject({ status: 200 })
    const refused = await call('DeleteItem', { TableName: 'orders', Key: key })
    expect(refused.status).toBe(400)
    expect(refused.body).toContain('/payment is not authorized to perform: dynamodb:DeleteItem')
    expect(printed.splice(0)).toEqual([
      `IAM: Consumer payment may not dynamodb:DeleteItem on arn:aws:dynamodb:us-east-1:${account}:table/orders: no policy of its role allows it. Granted by: Consumer payment needs dynamodb:DeleteItem`,
    ])
  })

  it('is refused nothing without enforcement', async () => {
    const runtime = await start(stackWith([], { Function: inlineFunction(body, role) }), { iam: false })
    const event = { operation: 'PutItem', input: { TableName: 'orders', Item: { pk: { S: 'a' } } } }
    expect((await runtime.functions.invoke('payment', event)).payload).toContain('"status":200')
  })

  it.each([
    [
      'a role that the template does not have',
      { ...role, Role: 'arn:aws:iam::000000000000:role/any' },
      {},
      /its role arn:aws:iam::000000000000:role\/any is not in the template/,
    ],
    [
      'a role that Lambda may not act as',
      { ...role, Role: { 'Fn::GetAtt': ['Other', 'Arn'] } },
      { Other: roleOf([], 'scheduler.amazonaws.com') },
      /cannot be assumed by Lambda/,
    ],
  ])('does not start with %s', async (_, properties, more, message) => {
    const template = stackWith([], { Function: inlineFunction(body, properties), ...more })
    await expect(start(template, { iam: true })).rejects.toThrow(message)
  })
})

describe('the policies of resources', () => {
  const policy = (Queue: object, Statement: object[]) => ({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [Queue], PolicyDocument: { Version: '2012-10-17', Statement } },
  })
  const roleArn = { 'Fn::GetAtt': ['Role', 'Arn'] }

  it('allow and deny beside those of the role, as they are at that moment', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'dynamodb:UpdateItem', Resource: '*' }
    const template = stackWith([allow('dynamodb:*', tableArn)], {
      Policy: policy({ Ref: 'Queue' }, [{ ...allow('sqs:SendMessage', queueArn), Principal: { AWS: roleArn } }]),
    })
    Object.assign((template.Resources.Table as { Properties: object }).Properties, {
      ResourcePolicy: { PolicyDocument: { Version: '2012-10-17', Statement: [deny] } },
    })
    const runtime = await start(template, { iam: true })
    const config = await asRole(runtime)
    const send = () =>
      failureOf(
        new SQSClient(config).send(new SendMessageCommand({ QueueUrl: runtime.outputs.QueueUrl, MessageBody: '{}' })),
      )
    expect(await send()).toBeUndefined()
    const { UpdateItemCommand } = await import('@aws-sdk/client-dynamodb')
    const update = new UpdateItemCommand({ TableName: 'orders', Key: { pk: { S: 'a' } } })
    expect(await failureOf(new DynamoDBClient(config).send(update))).toMatchObject({
      message: expect.stringMatching(/table\/orders with an explicit deny in a resource-based policy$/),
    })
    const outside = new SQSClient(clientConfig(runtime))
    await outside.send(
      new SetQueueAttributesCommand({ QueueUrl: runtime.outputs.QueueUrl, Attributes: { Policy: '' } }),
    )
    expect(await send()).toMatchObject({ name: 'AccessDenied' })
  })

  it.each([
    [
      'a queue',
      {
        Policy: policy({ Ref: 'Queue' }, [
          { ...allow('sqs:*', '*'), Principal: '*', Condition: { BinaryEquals: { 'aws:SourceArn': 'a' } } },
        ]),
      },
      'BinaryEquals',
    ],
    [
      'a role',
      {
        Other: roleOf([allow('s3:GetObject', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })]),
      },
      'aws:PrincipalTag/team',
    ],
    [
      'a bucket',
      {
        Policy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            Bucket: { Ref: 'Bucket' },
            PolicyDocument: { Statement: [{ Effect: 'Allow', NotPrincipal: '*', Action: '*' }] },
          },
        },
      },
      'NotPrincipal',
    ],
  ])('stop the start when %s has one that cannot be judged', async (_, more, named) => {
    await expect(start(stackWith([], more), { iam: true })).rejects.toThrow(named)
    await start(stackWith([], more), { iam: false })
  })
})
