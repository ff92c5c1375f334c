import { readFile } from 'node:fs/promises'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { systemicFailurePolicyOf } from '../../../lambdas/runtime/declarations/systemic-failure.ts'
import { CircuitTable } from '../../../lambdas/runtime/health/circuit-table.ts'
import { lookAt, scaled } from '../../../ops/console/cost/look.ts'
import { meter, priced } from '../../../ops/console/cost/meter.ts'
import { openPage } from '../../../ops/console/cost/open-page.ts'
import type { ConsoleEnvironment } from '../../../ops/console/operations/environment.ts'
import { statusOperation } from '../../../ops/console/operations/status.ts'
import { typesOf } from '../../../ops/consumers/held-types.ts'
import type { PipelineStatus } from '../../../ops/status/read-status.ts'
import { prices } from '../../../prices/us-east-1.ts'
import { startTestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { consumers, fakeStack } from './stack.ts'

const look = lookAt(fakeStack(), consumers)

describe('what an open page costs an account', () => {
  it('is counted from what it asks for', () => {
    // 85 types of consumers and two breakers, in 11 units of 4 KB; one unit for pauses, one for each of two consumers that hold.
    // Analytics may lose events, as declared, so what it has lost is asked for, too.
    expect(look).toEqual({
      consumers: 16,
      standardQueues: 30,
      fifoQueues: 4,
      readUnits: 14,
      metrics: 16 * 7 + 1 + 4 + 3,
    })
    const { depthsEverySeconds, metricsEverySeconds, busyUsdPerHour } = openPage(look)
    const depthsUsd = 30 * 0.4e-6 + 4 * 0.5e-6 + (14 * prices.dynamoReads.usd) / 1e6
    const usd = (depthsUsd * 3600) / depthsEverySeconds + (120 * 1e-5 * 3600) / metricsEverySeconds
    expect(busyUsdPerHour).toBeCloseTo(usd, 10)
  })

  it('is the same for consumers that do not hold any more, because what they parked before is looked for', () => {
    const going = consumers.map((consumer) => ({ ...consumer, onDeadLetter: 'continue' as const }))
    expect(lookAt(fakeStack(), going)).toEqual(look)
  })

  it.each([16, 60, 200])('is two cents an hour at most with %i consumers', (count) => {
    const page = openPage(scaled(look, count))
    expect(page.busyUsdPerHour).toBeLessThanOrEqual(0.02)
    expect(page.idleUsdPerHour).toBeLessThanOrEqual(page.busyUsdPerHour)
    expect(page.depthsEverySeconds).toBeGreaterThanOrEqual(5)
  })
})

/** An operator's client of a service that answers everything with nothing. */
const silent = <Client extends { readonly middlewareStack: { add(middleware: never, options: object): void } }>(
  client: Client,
) => {
  const answer = () => async () => ({ output: { Attributes: {} }, response: {} })
  client.middlewareStack.add(answer as never, { step: 'initialize', priority: 'low' })
  return client
}

it('what the page "Now" is said to cost is what its looks take, also when every type of every consumer is held', async () => {
  const db = await startTestDynamoDb()
  try {
    const at = Date.parse('2026-04-28T10:00:00.000Z')
    const dynamo = db.client
    for (const consumer of consumers) {
      const policy = systemicFailurePolicyOf()!
      const table = new CircuitTable({
        dynamo,
        table: testTables.breakers,
        consumer: consumer.name,
        policy,
        roundSeconds: 60,
      })
      const cause = {
        fingerprint: 'aaaaaaaaaaaaaaaa',
        text: 'TypeError: Cannot read properties of undefined (reading total)',
      }
      for (const type of typesOf(consumer)) await table.hold(type, cause, at)
    }
    const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
    const [sqs, cloudWatch] = [silent(new SQSClient(settings)), silent(new CloudWatchClient(settings))]
    meter({ dynamo, sqs, cloudWatch })
    const stack = fakeStack()
    const names: Readonly<Record<string, string>> = {
      BreakerTableName: testTables.breakers,
      OperationTableName: testTables.operations,
      ParkedTableName: testTables.parked,
    }
    const status = statusOperation({
      stack: { ...stack, output: (name: string) => names[name] ?? stack.output(name) },
      dynamo,
      sqs,
      cloudWatch,
      lambda: silent(new LambdaClient(settings)),
      now: () => at,
    } as unknown as ConsoleEnvironment)
    const first = await priced(() => status.run({}) as Promise<PipelineStatus>)
    expect(first.value.unread).toEqual([])
    expect(first.value.consumers.every(({ held }) => held && held.length > 0)).toBe(true)
    const second = await priced(() => status.run({}))
    const metricsUsd = (look.metrics * prices.metricsRead.usd) / 1_000
    expect(first.usd - second.usd).toBeCloseTo(metricsUsd, 12)
    const { depthsEverySeconds, metricsEverySeconds, busyUsdPerHour } = openPage(look)
    const took = (second.usd * 3600) / depthsEverySeconds + (metricsUsd * 3600) / metricsEverySeconds
    expect(took).toBeLessThanOrEqual(busyUsdPerHour)
    expect(took).toBeGreaterThan(busyUsdPerHour * 0.95)
  } finally {
    await db.close()
  }
})

it('docs/console.md has the same numbers for 16 and 60 consumers', async () => {
  const page = await readFile('docs/console.md', 'utf8')
  for (const count of [16, 60]) {
    const { depthsEverySeconds, metricsEverySeconds, ...usd } = openPage(scaled(look, count))
    const [idle, busy] = [usd.idleUsdPerHour, usd.busyUsdPerHour].map((one) => (one * 100).toFixed(1))
    const row = [
      count,
      `every ${depthsEverySeconds} s`,
      `every ${Math.round(metricsEverySeconds / 60)} min`,
      `${idle} to ${busy} cents`,
    ]
    expect(page.replaceAll(/ +/g, ' ')).toContain(`| ${row.join(' | ')} |`)
  }
})

describe('what one look costs', () => {
  it('is what DynamoDB says it took, each call of SQS, and each metric of CloudWatch', async () => {
    const answering = (answers: Readonly<Record<string, object>>) => ({
      handle: async ({ headers, path }: { headers: Record<string, string>; path: string }) => {
        const name = headers['x-amz-target']?.split('.').at(-1) ?? path.split('/').at(-1) ?? ''
        const body = Uint8Array.from(Buffer.from(JSON.stringify(answers[name] ?? {})))
        const type = 'application/x-amz-json-1.0'
        return { response: { statusCode: 200, headers: { 'content-type': type }, body } }
      },
    })
    const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }
    const capacity = {
      GetItem: { ConsumedCapacity: { CapacityUnits: 4 } },
      BatchGetItem: { ConsumedCapacity: [{ CapacityUnits: 1.5 }, { CapacityUnits: 2 }] },
    }
    const dynamo = new DynamoDBClient({ ...settings, requestHandler: answering(capacity) })
    const sqs = new SQSClient({ ...settings, requestHandler: answering({}) })
    const cloudWatch = { middlewareStack: { add: () => {} } } as never
    meter({ dynamo, sqs, cloudWatch })
    const read = () => dynamo.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }))
    const other = priced(read)
    const { usd, value } = await priced(async () => {
      await read()
      await dynamo.send(new BatchGetItemCommand({ RequestItems: { t: { Keys: [{ pk: { S: 'a' } }] } } }))
      await sqs.send(new GetQueueAttributesCommand({ QueueUrl: 'http://sqs/0/a' }))
      await sqs.send(new GetQueueAttributesCommand({ QueueUrl: 'http://sqs/0/a.fifo' }))
      return 'read'
    })
    const { dynamoReads, sqsStandardRequests, sqsFifoRequests } = prices
    expect(value).toBe('read')
    expect(usd).toBeCloseTo((7.5 * dynamoReads.usd + sqsStandardRequests.usd + sqsFifoRequests.usd) / 1e6, 12)
    // Each look has a bill of its own.
    expect((await other).usd).toBeCloseTo((4 * dynamoReads.usd) / 1e6, 12)
  })
})
