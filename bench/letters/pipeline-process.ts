import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { marker } from '../../lambdas/runtime/idempotency/marker.ts'
import { startDynamoDb } from '../../local/dynamodb/index.ts'
import { listen, serve } from '../../local/endpoint/server.ts'
import { startMessaging } from '../../local/messaging/index.ts'
import { createTestTables, testClient, testTables } from '../../test/support/dynamodb.ts'

/**
 * The local runtime's DynamoDB and SQS, and a consumer that marks each event in a transaction of its batch, as the runtime's atomic
 * consumers do: a process of its own, as an operator's tool finds it. Prints its address; ends with its parent.
 */
const place = { region: 'eu-central-1', accountId: '000000000000' }
const CONSUMER = 'payment'
/** Batches at once, as with `maxConcurrency`, of so many messages. */
const WIDTH = 5
const BATCH = 10
const DEDUP_SECONDS = 25 * 86_400

const database = await startDynamoDb(place)
const { server, url } = await listen(0)
const messaging = await startMessaging({ ...place, baseUrl: url })
const queues = [CONSUMER, `${CONSUMER}-dead`].map((name) => messaging.createQueue(name, {}).url)
const [queueUrl = '', deadLetterQueueUrl = ''] = queues
/** The dead-letter queues of the other consumers, which are empty: a list looks into them as well. */
const otherDeadLetterQueueUrls = Array.from(
  { length: 15 },
  (_, other) => messaging.createQueue(`other-${other}-dead`, {}).url,
)
/** When each event took effect, milliseconds of `performance.now()`. */
let handledAt: number[] = []

serve(server, {
  region: place.region,
  services: { dynamodb: database.handle, sqs: messaging.handle },
  raw: {},
  pages: {
    '/queues': () => ({ queueUrl, deadLetterQueueUrl, otherDeadLetterQueueUrls }),
    /** What has been handled since it was asked for with `from`: milliseconds from the first on. */
    '/handled': (query) => {
      if (query.get('from') === 'now') handledAt = []
      const first = handledAt[0] ?? 0
      return handledAt.map((at) => Math.round(at - first))
    },
  },
})
const dynamo = testClient(url)
await createTestTables(dynamo)

async function consume(): Promise<never> {
  for (;;) {
    const records = await messaging.queues.receive(queueUrl, { max: BATCH, waitMs: 20_000 })
    const ids = new Set(records.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id))
    if (ids.size === 0) continue
    const TransactItems = [...ids].map(
      (id) => marker(testTables.processed, `${CONSUMER}#${id}`, Date.now(), DEDUP_SECONDS).item,
    )
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems }))
    for (const _ of ids) handledAt.push(performance.now())
    await messaging.queues.delete(
      queueUrl,
      records.map(({ receiptHandle }) => receiptHandle),
    )
  }
}
for (let lane = 0; lane < WIDTH; lane++) void consume()

process.stdout.write(`${url}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
