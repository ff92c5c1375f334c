import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineEvent, type EventOf } from '../../../../events/define-event.ts'
import { orderCreated } from '../../../../events/order.ts'
import { draft } from '../../../../lambdas/runtime/aggregate/event-draft.ts'
import { s3Claims } from '../../../../lambdas/runtime/claim-check/s3-claims.ts'
import { functionOf } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { createConsumer } from '../../../../lambdas/runtime/consumer/create-consumer.ts'
import type { MessageContext } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { type ConsumerKit, consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { eventually } from '../../../support/eventually.ts'
import { timeInHand } from '../../../support/time-in-hand.ts'

const reportWritten = defineEvent({
  type: 'report.written',
  aggregate: 'report',
  producer: 'report-service',
  meaning: 'A report is there.',
  claimCheck: true,
  schema: z.object({ text: z.string() }),
  example: { text: 'a' },
})

let dynamo: TestDynamoDb
let kit: ConsumerKit
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())
beforeEach(() => {
  kit = consumerKit(dynamo)
})

const add = (pk: string) => ({
  TableName: testTables.state,
  Key: { pk: { S: pk }, sk: { S: 'count' } },
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
})

async function timesOf(pk: string): Promise<number> {
  const Key = { pk: { S: pk }, sk: { S: 'count' } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.state, Key }))
  return Number(Item?.times?.N ?? 0)
}

/** A bucket that never answers: the client ends the request when it is told to. */
function hangingBucket() {
  const asked = Promise.withResolvers<void>()
  const send = (_command: unknown, { abortSignal }: { readonly abortSignal?: AbortSignal }) =>
    new Promise((_, reject) => {
      abortSignal?.addEventListener('abort', () =>
        reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' })),
      )
      asked.resolve()
    })
  return { claims: s3Claims({ send } as unknown as S3Client, 'claims'), asked: asked.promise }
}

describe('a handler whose large event cannot be put, because the bucket hangs', () => {
  it('holds up nothing else of its batch, and waits without having spent an attempt', async () => {
    const { timers, endHandlers } = timeInHand()
    const { claims, asked } = hangingBucket()
    const declaration = defineConsumer({
      name: 'reporting',
      subscribesTo: [orderCreated],
      delivery: 'effectively-once',
      idempotency: 'atomic',
      uses: { eventStore: 'append' },
    })
    const [withReport, without] = [orderCreatedEvent(1), orderCreatedEvent(2)]
    const consumer = createConsumer(
      declaration,
      { ...kit.environment, timers },
      {
        'order.created': async ({ event_id, data }: EventOf<typeof orderCreated>, { effects }: MessageContext) => {
          effects.update(add(data.order_id))
          if (event_id !== withReport.event_id) return
          effects.append({ aggregateId: 'rep_1', after: 0 }, [draft(reportWritten, { text: 'x'.repeat(300_000) })])
        },
      },
      {},
    )
    const effectsEnvironment = { ...consumer.effectsEnvironment, claims }
    const delivery = deliver(functionOf({ ...consumer, effectsEnvironment }), [{ of: withReport }, { of: without }])
    await asked
    await eventually(async () => expect(await timesOf(without.data.order_id)).toBe(1))
    endHandlers()
    expect(await delivery).toEqual([withReport.event_id])
    expect(kit.outcomes.at(-1)?.map(({ outcome }) => outcome)).toMatchObject([
      { kind: 'deferred', error: { code: 'CLAIMS_UNAVAILABLE' } },
      { kind: 'processed' },
    ])
    expect(await timesOf(withReport.data.order_id)).toBe(0)
  })
})
