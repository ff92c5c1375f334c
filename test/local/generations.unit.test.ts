import { pathToFileURL } from 'node:url'
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, describe, expect, test } from 'vitest'
import { startLocal } from '../../local/index.ts'
import type { Template } from '../../local/template/template.ts'
import { cleanUp, clientConfig, temporaryDirectory, writeAssembly } from './fixture.ts'

afterEach(cleanUp)

const table = {
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Retain',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
}
const queue = { Type: 'AWS::SQS::Queue', Properties: {} }
const withTable: Template = { Resources: { Table: table, Queue: queue } }
const withoutTable: Template = { Resources: { Queue: queue } }

async function open(template: Template, dataDir: string) {
  const assemblyDir = writeAssembly(template)
  const runtime = await startLocal({
    assemblyDir,
    endpointPort: 0,
    apiPort: 0,
    quiet: true,
    warm: false,
    iam: false,
    dataDir,
  })
  const client = new CloudFormationClient(clientConfig(runtime))
  const dynamodb = new DynamoDBClient(clientConfig(runtime))
  const waiting = { client, maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.1 }
  const StackName = 'Shop'
  const tableName = async () => {
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }))
    return StackResources.find(({ LogicalResourceId }) => LogicalResourceId === 'Table')?.PhysicalResourceId
  }
  return {
    tableName,
    put: async (id: string) =>
      dynamodb.send(new PutItemCommand({ TableName: await tableName(), Item: { id: { S: id } } })),
    items: async () => {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: await tableName() }))
      return Items.map(({ id }) => id?.S)
    },
    update: (next: Template) => runtime.update(writeAssembly(next)),
    async remove() {
      await client.send(new DeleteStackCommand({ StackName }))
      await waitUntilStackDeleteComplete(waiting, { StackName })
    },
    async create() {
      await client.send(new CreateStackCommand({ StackName, TemplateURL: pathToFileURL(assemblyDir).href }))
      await waitUntilStackCreateComplete(waiting, { StackName })
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  }
}

describe('a table that a deleted stack has retained', () => {
  test('is not that of the stack created after it, and a restart finds the table of the new one', async () => {
    const dataDir = temporaryDirectory()
    let second: string | undefined
    {
      await using at = await open(withTable, dataDir)
      await at.put('of the deleted stack')
      await at.remove()
      await at.create()
      await at.put('of the new stack')
      second = await at.tableName()
    }
    await using restarted = await open(withTable, dataDir)
    expect(await restarted.tableName()).toBe(second)
    expect(await restarted.items()).toEqual(['of the new stack'])
  })

  test('is not that of the stack which a restart creates in its place', async () => {
    const dataDir = temporaryDirectory()
    {
      await using at = await open(withTable, dataDir)
      await at.put('of the deleted stack')
      await at.remove()
    }
    await using restarted = await open(withTable, dataDir)
    expect(await restarted.items()).toEqual([])
  })
})

test('a table that an update takes off the template and another brings back is a new one, also after a restart', async () => {
  const dataDir = temporaryDirectory()
  {
    await using at = await open(withTable, dataDir)
    await at.put('of the first table')
    await at.update(withoutTable)
    await at.update(withTable)
    expect(await at.items()).toEqual([])
    await at.put('of the second table')
  }
  await using restarted = await open(withTable, dataDir)
  expect(await restarted.items()).toEqual(['of the second table'])
})

test('a table that the template has lost and got back while the runtime was stopped is the one of before', async () => {
  const dataDir = temporaryDirectory()
  {
    await using at = await open(withTable, dataDir)
    await at.put('of before')
  }
  {
    await using without = await open(withoutTable, dataDir)
    expect(await without.tableName()).toBeUndefined()
  }
  await using again = await open(withTable, dataDir)
  expect(await again.items()).toEqual(['of before'])
})
