import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { CloudFormationClient, DeleteStackCommand, waitUntilStackDeleteComplete } from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import { inProcess } from '../../../local/endpoint/in-process.ts'
import { LocalIam } from '../../../local/iam/index.ts'
import { type LocalRuntime, startLocal } from '../../../local/index.ts'
import type { Template } from '../../../local/template/template.ts'
import { cleanUp, clientConfig, inlineFunction, writeAssembly } from '../fixture.ts'
import { roleOf } from './stack.ts'

const runtimes: LocalRuntime[] = []
afterEach(async () => {
  await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()))
  await cleanUp()
})

/** It leaves a connection and a timer behind, and says which key it signs with. */
const leavesWork = `
  require('node:net').connect(event.port, '127.0.0.1')
  setInterval(() => {}, 10)
  return process.env.AWS_ACCESS_KEY_ID`

const stackOf = (name: string, body: string) =>
  ({
    Resources: {
      Role: roleOf([]),
      Function: inlineFunction(body, { FunctionName: name, Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
    },
  }) as unknown as Template

async function invoke(runtime: LocalRuntime, FunctionName: string, payload = {}): Promise<unknown> {
  const lambda = new LambdaClient(clientConfig(runtime))
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }))
  return JSON.parse(Buffer.from(Payload ?? []).toString())
}

async function removeStack(runtime: LocalRuntime, StackName: string) {
  const client = new CloudFormationClient(clientConfig(runtime))
  await client.send(new DeleteStackCommand({ StackName }))
  await waitUntilStackDeleteComplete({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.1 }, { StackName })
}

const refusalOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'allowed',
    (error: Error) => error.name,
  )

describe('a function that was removed', () => {
  async function removed() {
    const runtime = await startLocal({
      assemblyDir: writeAssembly(stackOf('stays', 'return 1'), 'Stays'),
      endpointPort: 0,
      apiPort: 0,
      quiet: true,
      warm: false,
      isolation: 'shared',
    })
    runtimes.push(runtime)
    const gone = writeAssembly(stackOf('goes', leavesWork), 'Goes')
    await runtime.deployAll(gone)
    await invoke(runtime, 'stays')
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const connected = once(server, 'connection') as Promise<[Socket]>
    const accessKeyId = String(await invoke(runtime, 'goes', { port: (server.address() as AddressInfo).port }))
    const [socket] = await connected
    const ended = new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
    await removeStack(runtime, 'Goes')
    return {
      runtime,
      gone,
      ended,
      config: { ...clientConfig(runtime), credentials: { accessKeyId, secretAccessKey: 'x' } },
      close: () => server.close(),
    }
  }

  it('has no rights left, and a new one of its name does not lend it its own', async () => {
    const { runtime, gone, config, close } = await removed()
    const list = () => refusalOf(new SQSClient(config).send(new ListQueuesCommand({})))
    expect(await list()).toBe('InvalidClientTokenId')
    await runtime.deployAll(gone)
    expect(await list()).toBe('InvalidClientTokenId')
    close()
  })

  it('does not go on with what it has left running, and the others do', async () => {
    const { runtime, ended, close } = await removed()
    // Without work, threads end by themselves, so another function has some until this one's has ended.
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    do expect(await invoke(runtime, 'stays')).toBe(1)
    while (!isOver)
    close()
  })

  it.each([
    ['sqs', 'InvalidClientTokenId', (config: object) => new SQSClient(config).send(new ListQueuesCommand({}))],
    ['sns', 'InvalidClientTokenId', (config: object) => new SNSClient(config).send(new ListTopicsCommand({}))],
    [
      'dynamodb',
      'UnrecognizedClientException',
      (config: object) => new DynamoDBClient(config).send(new ListTablesCommand({})),
    ],
    [
      'lambda',
      'UnrecognizedClientException',
      (config: object) => new LambdaClient(config).send(new ListFunctionsCommand({})),
    ],
    ['s3', 'InvalidAccessKeyId', (config: object) => new S3Client(config).send(new ListBucketsCommand({}))],
  ])('is answered by %s with %s', async (_, code, send) => {
    const { config, close } = await removed()
    expect(await refusalOf(send(config))).toBe(code)
    close()
  })

  it('is refused also where calls come from a thread of this process', async () => {
    const iam = new LocalIam({
      region: 'us-east-1',
      accountId: '000000000000',
      now: () => 0,
      functions: { signing: () => undefined, isKey: () => true, named: () => undefined },
      partitionKeyOf: () => undefined,
      secretArnOf: (id) => id,
      keptPolicies: {},
      print: () => {},
    })
    const served = { region: 'us-east-1', guard: iam, services: { sqs: () => Promise.reject(new Error('reached')) } }
    const answer = await inProcess('http://127.0.0.1:1', served).call({
      method: 'POST',
      path: '/',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=LOCAL0W1/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-target': 'AmazonSQS.ListQueues',
      },
      body: new Uint8Array(),
    })
    expect(answer).toMatchObject({ status: 403, headers: { 'x-amzn-query-error': 'InvalidClientTokenId;Sender' } })
  })
})
