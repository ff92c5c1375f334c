import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { paginateScan } from '@aws-sdk/client-dynamodb'
import { expect, it, onTestFinished } from 'vitest'
import { dynamodb, output, queueUrlOf } from './kit/aws.ts'
import { depthBefore, drained } from './kit/messages.ts'
import { killedOps, ops } from './kit/ops.ts'
import { historyOf, openShop, orderEnds, placeOrder } from './kit/shop.ts'
import { until } from './kit/wait.ts'

const ORDERS = 12

/** Keys under which the consumer has completed events of replays. */
async function replayMarkers(consumer: string, eventIds: ReadonlySet<string>): Promise<string[]> {
  const keys: string[] = []
  const pages = paginateScan(
    { client: dynamodb() },
    {
      TableName: await output('ProcessedTableName'),
      FilterExpression: 'begins_with(pk, :consumer) AND contains(pk, :replay)',
      ExpressionAttributeValues: { ':consumer': { S: `${consumer}#` }, ':replay': { S: '#rpl_' } },
      ConsistentRead: true,
    },
  )
  for await (const { Items = [] } of pages) keys.push(...Items.map(({ pk }) => pk?.S ?? ''))
  return keys.filter((key) => eventIds.has(key.split('#')[1] ?? '')).sort()
}

it('a replay that is killed is taken up under its own id: every event reaches the consumer, once (F4)', async () => {
  const queue = await queueUrlOf('notification')
  const atRest = await depthBefore(queue)
  const from = new Date().toISOString()
  const shop = await openShop({ funds: 10_000, stock: 1_000 })
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => placeOrder(shop, 1)))
  await Promise.all(orders.map(({ order_id }) => orderEnds(order_id)))
  const placements = await Promise.all(
    orders.map(async ({ order_id }) => (await historyOf(order_id))[0]?.event_id ?? ''),
  )
  await drained(queue, atRest)

  const directory = await mkdtemp(join(tmpdir(), 'replay-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const file = join(directory, 'checkpoint.json')
  const place = async () => JSON.parse(await readFile(file, 'utf8')) as { replay_id: string; sent: number }
  const selection = ['--consumer', 'notification', '--type', 'order.created', '--from', from, '--again', '--yes']
  const replay = ['replay', ...selection, '--checkpoint', file]
  const someAreSent = () => until('a place in the file', async () => (await place()).sent > 0, { intervalMs: 1 })
  await killedOps([...replay, '--rate', '5'], /replay to notification/, someAreSent)
  const killed = await place()
  expect(killed.sent, 'sent by the replay that died').toBeGreaterThan(0)
  expect(killed.sent, 'sent by the replay that died').toBeLessThan(ORDERS)

  expect(await ops(...replay, '--rate', '1000')).toContain(`as replay ${killed.replay_id}.`)
  await drained(queue, atRest)
  expect(await replayMarkers('notification', new Set(placements))).toEqual(
    placements.map((eventId) => `notification#${eventId}#${killed.replay_id}`).sort(),
  )
})
