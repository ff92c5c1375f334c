import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, test } from 'vitest'
import { startLocal } from '../../local/index.ts'
import type { Template } from '../../local/template/template.ts'
import { eventually } from '../support/eventually.ts'
import { cleanUp, clientConfig, temporaryDirectory } from './fixture.ts'

afterEach(cleanUp)

const queue = (properties = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties })
const sharedQueue = {
  'Fn::GetStackOutput': { StackName: 'Shared', OutputName: 'DeadLettersArn', Region: { Ref: 'AWS::Region' } },
}
const shared: Template = {
  Resources: { DeadLetters: queue() },
  Outputs: { DeadLettersArn: { Value: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
}
/** Its queue gives up into that of the shared stack. */
const service = (more: Template['Resources'] = {}): Template => ({
  Resources: { Queue: queue({ RedrivePolicy: { deadLetterTargetArn: sharedQueue, maxReceiveCount: 3 } }), ...more },
  Outputs: { QueueUrl: { Value: { Ref: 'Queue' } } },
})

/** One whose last resource cannot be created. */
const failing = (more: Template['Resources'] = {}) =>
  service({
    Source: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: 'nobody', Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
      DependsOn: ['Queue', ...Object.keys(more)],
    },
    ...more,
  })

/** A cloud assembly of several stacks; each depends on those before it. */
function assemblyOf(stacks: Readonly<Record<string, Template>>, terminationProtection = false): string {
  const directory = join(temporaryDirectory(), 'cdk.out')
  mkdirSync(directory)
  const names = Object.keys(stacks)
  const artifacts = names.map((name, index) => {
    writeFileSync(join(directory, `${name}.json`), JSON.stringify(stacks[name]))
    const properties = { templateFile: `${name}.json`, terminationProtection }
    return [name, { type: 'aws:cloudformation:stack', dependencies: names.slice(0, index), properties }] as const
  })
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify({ version: '1', artifacts: Object.fromEntries(artifacts) }),
  )
  return directory
}

const run = async (stacks: Readonly<Record<string, Template>>) =>
  startLocal({ assemblyDir: assemblyOf(stacks), endpointPort: 0, apiPort: 0, quiet: true, warm: false, iam: false })

describe('several stacks', () => {
  test('one reads the outputs of another', async () => {
    const runtime = await run({ Shared: shared, Payment: service() })
    try {
      expect(runtime.stacks.map(({ stackName }) => stackName)).toEqual(['Shared', 'Payment'])
      expect(runtime.outputs.QueueUrl).toMatch(/Payment-Queue/)
    } finally {
      await runtime.close()
    }
  })

  test('are refused where one reads an output that is not there', async () => {
    await expect(run({ Payment: service() })).rejects.toThrow(
      'The stack Shared is not deployed, or has no output DeadLettersArn',
    )
  })

  test('one that is new is created beside those that run, and what has not changed is left alone', async () => {
    const runtime = await run({ Shared: shared, Payment: service() })
    try {
      const next = assemblyOf({ Shared: shared, Payment: service(), Order: service({ More: queue() }) })
      expect(await runtime.deployAll(next)).toEqual({
        created: expect.arrayContaining(['Queue', 'More']),
        updated: [],
        replaced: [],
        removed: [],
      })
      expect(runtime.stacks.map(({ stackName, status }) => [stackName, status])).toEqual([
        ['Shared', 'CREATE_COMPLETE'],
        ['Payment', 'CREATE_COMPLETE'],
        ['Order', 'CREATE_COMPLETE'],
      ])
      const url = runtime.outputs.QueueUrl
      expect(await runtime.update(assemblyOf({ Shared: shared, Order: service() }), 'Order')).toMatchObject({
        removed: ['More'],
      })
      expect(runtime.outputs.QueueUrl).toBe(url)
    } finally {
      await runtime.close()
    }
  })

  test('one that cannot be created leaves nothing, and the others as they were', async () => {
    const runtime = await run({ Shared: shared })
    try {
      await expect(runtime.deployAll(assemblyOf({ Shared: shared, Payment: failing() }))).rejects.toThrow(
        /Payment: cannot create Source .* \(rolled back\)/,
      )
      expect(runtime.stacks.map(({ stackName }) => stackName)).toEqual(['Shared'])
      expect((await runtime.deployAll(assemblyOf({ Shared: shared, Payment: service() }))).created).toEqual(['Queue'])
    } finally {
      await runtime.close()
    }
  })

  test('one that cannot be created leaves what is to be retained even then, and another attempt does not take it over', async () => {
    const kept = { Kept: { ...queue(), DeletionPolicy: 'Retain' } }
    const runtime = await run({ Shared: shared })
    try {
      const sqs = new SQSClient(clientConfig(runtime))
      const queues = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []
      await expect(runtime.deployAll(assemblyOf({ Shared: shared, Payment: failing(kept) }))).rejects.toThrow()
      expect(await queues()).toHaveLength(2)
      await runtime.deployAll(assemblyOf({ Shared: shared, Payment: service(kept) }))
      expect(await queues()).toHaveLength(4)
    } finally {
      await runtime.close()
    }
  })
})

describe('the API', () => {
  const waiting = { maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.1 }
  const open = async (stacks: Parameters<typeof assemblyOf>[0], terminationProtection = false) => {
    const assemblyDir = assemblyOf(stacks, terminationProtection)
    const runtime = await startLocal({
      assemblyDir,
      endpointPort: 0,
      apiPort: 0,
      quiet: true,
      warm: false,
      iam: false,
    })
    const client = new CloudFormationClient(clientConfig(runtime))
    const sqs = new SQSClient(clientConfig(runtime))
    return {
      runtime,
      client,
      create: (StackName: string, assembly: string) =>
        client.send(new CreateStackCommand({ StackName, TemplateURL: pathToFileURL(assembly).href })),
      remove: (StackName: string) => client.send(new DeleteStackCommand({ StackName })),
      queues: async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? [],
      statusOf: async (StackName: string) => {
        const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
        return Stacks[0]
      },
      [Symbol.asyncDispose]: () => runtime.close(),
    }
  }

  test('creates one stack of an assembly, deletes it, and lets it be created again', async () => {
    await using at = await open({ Shared: shared })
    const both = assemblyOf({ Shared: shared, Payment: service() })
    for (const _time of [1, 2]) {
      const { StackId } = await at.create('Payment', both)
      await waitUntilStackCreateComplete({ client: at.client, ...waiting }, { StackName: 'Payment' })
      expect(await at.statusOf('Payment')).toMatchObject({ StackId, StackStatus: 'CREATE_COMPLETE' })
      expect(await at.queues()).toHaveLength(2)
      await at.remove('Payment')
      await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Payment' })
      expect(await at.queues()).toHaveLength(1)
    }
    expect(await at.remove('Payment')).toMatchObject({ $metadata: { httpStatusCode: 200 } })
  })

  test('deletes a stack although another reads its outputs, for nothing but an export keeps it (weak references)', async () => {
    await using at = await open({ Shared: shared, Payment: service() })
    await at.remove('Shared')
    await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Shared' })
    expect(at.runtime.stacks.map(({ stackName }) => stackName)).toEqual(['Payment'])
    const again = assemblyOf({ Shared: shared, Payment: service({ More: queue() }) })
    const update = new UpdateStackCommand({ StackName: 'Payment', TemplateURL: pathToFileURL(again).href })
    await expect(at.client.send(update)).rejects.toThrow('Shared is not deployed')
  })

  test('keeps what is to be retained', async () => {
    await using at = await open({ Shared: { Resources: { Queue: { ...queue(), DeletionPolicy: 'Retain' } } } })
    await at.remove('Shared')
    await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Shared' })
    const kept = await at.queues()
    expect(kept).toHaveLength(1)
    // On AWS a name that is not given is another one each time.
    await at.create('Shared', assemblyOf({ Shared: { Resources: { Queue: queue() } } }))
    await waitUntilStackCreateComplete({ client: at.client, ...waiting }, { StackName: 'Shared' })
    expect(await at.queues()).toHaveLength(2)
  })

  test('deletes neither what is protected, nor what exports something that another stack imports', async () => {
    await using locked = await open({ Shared: shared }, true)
    await expect(locked.remove('Shared')).rejects.toThrow(
      'Stack [Shared] cannot be deleted while TerminationProtection is enabled',
    )
    const exporting = { ...shared, Outputs: { A: { Value: 'x', Export: { Name: 'shared-x' } } } }
    const importing = { Resources: { Queue: queue({ QueueName: { 'Fn::ImportValue': 'shared-x' } }) } }
    await using at = await open({ Shared: exporting, Payment: importing })
    await expect(at.remove('Shared')).rejects.toThrow('Cannot delete export shared-x as it is in use by Payment.')
    expect(at.runtime.stacks).toHaveLength(2)
  })

  test('refuses to create what is there, and shows what could not be created until it is deleted', async () => {
    await using at = await open({ Shared: shared })
    await expect(at.create('Shared', assemblyOf({ Shared: shared }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
      message: 'Stack [Shared] already exists',
    })
    await expect(at.create('Payment', assemblyOf({ Shared: shared }))).rejects.toThrow('No stack named Payment')
    const assembly = assemblyOf({ Shared: shared, Payment: failing() })
    await at.create('Payment', assembly)
    const failed = await eventually(async () => {
      const stack = await at.statusOf('Payment')
      expect(stack?.StackStatus).toBe('ROLLBACK_COMPLETE')
      return stack
    })
    expect(failed?.StackStatusReason).toMatch(/cannot create Source/)
    expect(await at.queues()).toHaveLength(1)
    const update = new UpdateStackCommand({ StackName: 'Payment', TemplateURL: pathToFileURL(assembly).href })
    await expect(at.client.send(update)).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be updated.')
    await at.remove('Payment')
    await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Payment' })
  })

  test('a stack that could not be created is created by the next deployment, and shown once', async () => {
    await using at = await open({ Shared: shared })
    await at.create('Payment', assemblyOf({ Shared: shared, Payment: failing() }))
    await eventually(async () => expect((await at.statusOf('Payment'))?.StackStatus).toBe('ROLLBACK_COMPLETE'))
    await at.runtime.deployAll(assemblyOf({ Shared: shared, Payment: service() }))
    expect(at.runtime.stacks.map(({ stackName, status }) => [stackName, status])).toEqual([
      ['Shared', 'CREATE_COMPLETE'],
      ['Payment', 'CREATE_COMPLETE'],
    ])
    await at.remove('Payment')
    await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Payment' })
    expect(await at.queues()).toHaveLength(1)
  })

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html#troubleshooting-errors-delete-stack-fails
  test('a stack that could not be deleted as a whole is not updated, and is deleted once nothing stands in the way', async () => {
    const table = {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'kept',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        DeletionProtectionEnabled: true,
      },
    }
    const both = assemblyOf({ Shared: { Resources: { Table: table, Queue: queue() } } })
    await using at = await open({ Shared: { Resources: { Table: table } } })
    await at.remove('Shared')
    const failed = await eventually(async () => {
      const stack = await at.statusOf('Shared')
      expect(stack?.StackStatus).toBe('DELETE_FAILED')
      return stack
    })
    expect(failed?.StackStatusReason).toContain('failed to delete: [Table]')
    await expect(at.runtime.deployAll(both)).rejects.toThrow('is in DELETE_FAILED state and can not be updated.')
    expect(await at.queues()).toEqual([])
    await new DynamoDBClient(clientConfig(at.runtime)).send(
      new UpdateTableCommand({ TableName: 'kept', DeletionProtectionEnabled: false }),
    )
    await at.remove('Shared')
    await waitUntilStackDeleteComplete({ client: at.client, ...waiting }, { StackName: 'Shared' })
  })
})
