import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { lookAt, scaled } from '../../../ops/console/cost/look.ts'
import { meter, priced } from '../../../ops/console/cost/meter.ts'
import { openPage } from '../../../ops/console/cost/open-page.ts'
import { prices } from '../../../prices/us-east-1.ts'
import { consumers, fakeStack } from './stack.ts'

const look = lookAt(fakeStack(), consumers)

describe('what an open page costs an account', () => {
  it('is counted from what it asks for', () => {
    expect(look).toEqual({ consumers: 16, standardQueues: 30, fifoQueues: 4, metrics: 16 * 7 + 4 + 3 })
    const { depthsEverySeconds, metricsEverySeconds, busyUsdPerHour } = openPage(look)
    const depthsUsd = 30 * 0.4e-6 + 4 * 0.5e-6 + prices.dynamoReads.usd / 1e6
    const usd = (depthsUsd * 3600) / depthsEverySeconds + (119 * 1e-5 * 3600) / metricsEverySeconds
    expect(busyUsdPerHour).toBeCloseTo(usd, 10)
  })

  it.each([16, 60, 200])('is two cents an hour at most with %i consumers', (count) => {
    const page = openPage(scaled(look, count))
    expect(page.busyUsdPerHour).toBeLessThanOrEqual(0.02)
    expect(page.idleUsdPerHour).toBeLessThanOrEqual(page.busyUsdPerHour)
    expect(page.depthsEverySeconds).toBeGreaterThanOrEqual(5)
  })
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
