import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventTable, plainTable, type Running, start } from './kit.ts'

describe('tables', () => {
  let running: Running
  beforeEach(async () => {
    running = await start()
  })
  afterEach(() => running.close())

  const TableName = 'plain'
  const tableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/plain'
  const describeTable = async () => (await running.client.send(new DescribeTableCommand({ TableName }))).Table

  it('are active at once, as their definition says', async () => {
    await running.client.send(
      new CreateTableCommand({
        ...plainTable,
        DeletionProtectionEnabled: true,
        SSESpecification: { Enabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        TableClass: 'STANDARD',
        Tags: [{ Key: 'stage', Value: 'local' }],
      }),
    )
    await waitUntilTableExists({ client: running.client, minDelay: 1, maxWaitTime: 5 }, { TableName })
    expect(await describeTable()).toMatchObject({
      TableName,
      TableArn: tableArn,
      TableStatus: 'ACTIVE',
      KeySchema: plainTable.KeySchema,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      TableClassSummary: { TableClass: 'STANDARD' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: expect.stringContaining(`${tableArn}/stream/2026-04-28T`),
    })
  })

  it('take provisioned throughput too', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 3 }
    await running.client.send(
      new CreateTableCommand({ ...plainTable, BillingMode: 'PROVISIONED', ProvisionedThroughput }),
    )
    expect((await describeTable())?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput)
    await running.client.send(new UpdateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST' }))
    expect((await describeTable())?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST')
  })

  it('are listed by name, page by page', async () => {
    for (const name of ['ccc', 'aaa', 'bbb']) {
      await running.client.send(new CreateTableCommand({ ...plainTable, TableName: name }))
    }
    const first = await running.client.send(new ListTablesCommand({ Limit: 2 }))
    const ExclusiveStartTableName = first.LastEvaluatedTableName
    const second = await running.client.send(new ListTablesCommand({ Limit: 2, ExclusiveStartTableName }))
    expect([first.TableNames, second.TableNames]).toEqual([['aaa', 'bbb'], ['ccc']])
    expect(second.LastEvaluatedTableName).toBeUndefined()
  })

  it('exist once', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    await expect(running.client.send(new CreateTableCommand(plainTable))).rejects.toBeInstanceOf(ResourceInUseException)
  })

  it('take everything with them when they are deleted', async () => {
    await running.client.send(new CreateTableCommand(eventTable))
    const Item = { pk: { S: 'a' }, sk: { N: '1' }, slot: { S: 's' }, event_id: { S: 'e' } }
    await running.client.send(new PutItemCommand({ TableName: 'events', Item }))
    await running.client.send(new DeleteTableCommand({ TableName: 'events' }))
    await waitUntilTableNotExists({ client: running.client, minDelay: 1, maxWaitTime: 5 }, { TableName: 'events' })
    await running.client.send(new CreateTableCommand(eventTable))
    const Key = { pk: Item.pk, sk: Item.sk }
    expect((await running.client.send(new GetItemCommand({ TableName: 'events', Key }))).Item).toBeUndefined()
    expect((await running.db.readStream('events', 'TRIM_HORIZON', 10)).records).toEqual([])
  })

  it('cannot be deleted while they are protected', async () => {
    await running.client.send(new CreateTableCommand({ ...plainTable, DeletionProtectionEnabled: true }))
    const remove = () => running.client.send(new DeleteTableCommand({ TableName }))
    await expect(remove()).rejects.toThrow('currently protected against deletion')
    await running.client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }))
    await remove()
    await expect(describeTable()).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  it('have a time to live', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    const state = async () =>
      (await running.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription
    const update = (Enabled: boolean) =>
      running.client.send(
        new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName: 'expires_at' } }),
      )
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' })
    expect((await update(true)).TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: 'expires_at' })
    expect(await state()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' })
    await expect(update(true)).rejects.toThrow('TimeToLive is already enabled')
    await update(false)
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' })
  })

  it('have continuous backups, as a setting', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    await running.client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }))
    const { ContinuousBackupsDescription } = await running.client.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    )
    expect(ContinuousBackupsDescription).toMatchObject({
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 35 },
    })
  })

  it('have tags', async () => {
    await running.client.send(new CreateTableCommand({ ...plainTable, Tags: [{ Key: 'a', Value: '1' }] }))
    await running.client.send(new TagResourceCommand({ ResourceArn: tableArn, Tags: [{ Key: 'b', Value: '2' }] }))
    await running.client.send(new UntagResourceCommand({ ResourceArn: tableArn, TagKeys: ['a'] }))
    const { Tags } = await running.client.send(new ListTagsOfResourceCommand({ ResourceArn: tableArn }))
    expect(Tags).toEqual([{ Key: 'b', Value: '2' }])
  })

  it('can get an index later, and lose it again', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    const put = (id: string) =>
      new PutItemCommand({ TableName, Item: { id: { S: id }, kind: { S: 'k' }, extra: { S: 'e' } } })
    await running.client.send(put('early'))
    await running.client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'kind', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: 'by-kind',
              KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    )
    await running.client.send(put('late'))
    const query = new QueryCommand({
      TableName,
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'k' } },
    })
    const { Items } = await running.client.send(query)
    expect(Items).toEqual(['early', 'late'].map((id) => ({ id: { S: id }, kind: { S: 'k' } })))
    await running.client.send(
      new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }] }),
    )
    await expect(running.client.send(query)).rejects.toThrow('does not have the specified index')
  })

  it.each([
    ['DynamoDB_20120810.ExecuteStatement', '{}', 'UnknownOperationException'],
    ['DynamoDB_20120810.PutItem', '{"TableName', 'SerializationException'],
    ['DynamoDB_20120810.PutItem', '[]', 'SerializationException'],
    ['DynamoDB_20120810.GetItem', '{"TableName":"plain","Key":{"id":"x"}}', 'SerializationException'],
    ['DynamoDB_20120810.TransactWriteItems', '{"TransactItems":[{"Put":7}]}', 'SerializationException'],
    ['DynamoDB_20120810.TransactWriteItems', '{}', 'ValidationException'],
    ['DynamoDB_20120810.toString', '{}', 'UnknownOperationException'],
    ['nonsense', '{}', 'UnknownOperationException'],
  ])('answer %s of %s with a clear error', async (target, body, code) => {
    await running.client.send(new CreateTableCommand(plainTable))
    const answer = await running.raw(target, body)
    expect(answer.status).toBe(400)
    expect(JSON.parse(String(answer.body)).__type).toContain(`#${code}`)
  })

  it('refuse items that are nested too deep', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    const deep = `${'{"L":['.repeat(5000)}{"S":"x"}${']}'.repeat(5000)}`
    const answer = await running.raw(
      'DynamoDB_20120810.PutItem',
      `{"TableName":"plain","Item":{"id":{"S":"x"},"d":${deep}}}`,
    )
    expect(JSON.parse(String(answer.body)).message).toBe('Nesting Levels have exceeded supported limits')
  })

  it('ignore parameters that they do not know', async () => {
    await running.client.send(new CreateTableCommand(plainTable))
    const body = { TableName, Item: { id: { S: 'x' } }, BrandNewParameter: { a: 1 } }
    expect((await running.raw('DynamoDB_20120810.PutItem', JSON.stringify(body))).status).toBe(200)
  })
})
