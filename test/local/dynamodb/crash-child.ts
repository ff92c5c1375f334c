/**
 * Writes transactions to a data directory and prints the number of each that was acknowledged. After so many of them it
 * kills itself in the middle of the next ones, the given number of turns of the event loop after they were begun.
 */
import { startDynamoDb } from '../../../local/dynamodb/index.ts'
import { EVENTS_PER_TRANSACTION, eventTable, plainTable } from './tables.ts'

const [dataDir = '', first = '0', count = '0', turns = '0'] = process.argv.slice(2)
const db = await startDynamoDb({ dataDir, region: 'us-east-1', accountId: '000000000000' })
const { TableNames } = await db.call('ListTables', {})
if ((TableNames as string[]).length === 0) {
  await db.call('CreateTable', eventTable)
  await db.call('CreateTable', plainTable)
}
let next = Number(first)
let acknowledged = 0

async function work(): Promise<void> {
  for (;;) {
    const n = next++
    const add = {
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }
    const events = Array.from({ length: EVENTS_PER_TRANSACTION }, (_, i) => i + 1).map((sk) => ({
      Put: {
        TableName: 'events',
        Item: { pk: { S: `tx${n}` }, sk: { N: `${sk}` }, slot: { S: 's' }, event_id: { S: `${n}` } },
      },
    }))
    const counters = ['left', 'right'].map((id) => ({ Update: { TableName: 'plain', Key: { id: { S: id } }, ...add } }))
    const written = db.call('TransactWriteItems', {
      TransactItems: [...events, ...counters],
      ClientRequestToken: `tx${n}`,
    })
    if (acknowledged >= Number(count)) void killSoon()
    await written
    acknowledged++
    await new Promise<void>((resolve) => process.stdout.write(`${n}\n`, () => resolve()))
  }
}

async function killSoon(): Promise<void> {
  for (let turn = 0; turn < Number(turns); turn++) await new Promise((resolve) => setImmediate(resolve))
  process.kill(process.pid, 'SIGKILL')
}

await Promise.all(Array.from({ length: 8 }, work))
