/** Writes transactions to a data directory until it is killed, and prints the number of each that was acknowledged. */
import { startDynamoDb } from '../../../local/dynamodb/index.ts'
import { eventTable, plainTable } from './tables.ts'

const [dataDir = '', first = '0'] = process.argv.slice(2)
const db = await startDynamoDb({ dataDir, region: 'us-east-1', accountId: '000000000000' })
const { TableNames } = await db.call('ListTables', {})
if ((TableNames as string[]).length === 0) {
  await db.call('CreateTable', eventTable)
  await db.call('CreateTable', plainTable)
}
let next = Number(first)

async function work(): Promise<void> {
  for (;;) {
    const n = next++
    const add = {
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }
    const events = [1, 2, 3].map((sk) => ({
      Put: {
        TableName: 'events',
        Item: { pk: { S: `tx${n}` }, sk: { N: `${sk}` }, slot: { S: 's' }, event_id: { S: `${n}` } },
      },
    }))
    const counters = ['left', 'right'].map((id) => ({ Update: { TableName: 'plain', Key: { id: { S: id } }, ...add } }))
    await db.call('TransactWriteItems', { TransactItems: [...events, ...counters], ClientRequestToken: `tx${n}` })
    await new Promise<void>((resolve) => process.stdout.write(`${n}\n`, () => resolve()))
  }
}

await Promise.all(Array.from({ length: 8 }, work))
