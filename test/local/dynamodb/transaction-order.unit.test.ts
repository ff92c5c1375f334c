import { expect, test } from 'vitest'
import { startDynamoDb } from '../../../local/dynamodb/index.ts'

test('the items of a transaction appear in their stream in the order that a fault says', async () => {
  const order = [2, 0, 1]
  const database = await startDynamoDb({
    region: 'eu-central-1',
    accountId: '000000000000',
    faults: { transactionOrder: (count) => (count === 3 ? order : undefined) },
  })
  await database.call('CreateTable', {
    TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  })
  const put = (pk: string) => ({ Put: { TableName: 'table', Item: { pk: { S: pk } } } })
  await database.call('TransactWriteItems', { TransactItems: ['a', 'b', 'c'].map(put) })
  await database.call('TransactWriteItems', { TransactItems: ['d', 'e'].map(put) })
  const { records } = await database.readStream('table', 'TRIM_HORIZON', 10)
  expect(records.map(({ dynamodb }) => (dynamodb.Keys.pk as { S: string }).S)).toEqual(['c', 'a', 'b', 'd', 'e'])
  await database.close()
})
