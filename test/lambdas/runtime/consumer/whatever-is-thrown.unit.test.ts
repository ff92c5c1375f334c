import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import { shardedKey } from '../../../../lambdas/runtime/dead-letter/dead-letter-keys.ts'
import { fromDeadLetterItem } from '../../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { DeferredError, TransientError } from '../../../../lambdas/runtime/errors.ts'
import { batchReporter } from '../../../../lambdas/runtime/telemetry/batch-reporter.ts'
import { toError } from '../../../../lambdas/runtime/to-error.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'
import { whateverCanBeThrown } from '../../../support/hostile.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

const consumer = (idempotency: 'atomic' | 'lease' | 'versioned') =>
  defineConsumer({
    name: `any-${idempotency}`,
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    idempotency,
    retry: { maxAttempts: 1 },
    breakers: ['downstream'],
  })

/** One message whose handler throws, and a neighbour. */
async function failOnce(idempotency: 'atomic' | 'lease' | 'versioned', thrown: unknown, where: 'handler' | 'breaker') {
  const kit = consumerKit(dynamo, undefined, next++)
  const [bad, good] = [orderCreatedEvent(next++), orderCreatedEvent(next++)]
  let lines = ''
  const write = batchReporter({
    service: 's',
    consumer: 'c',
    namespace: 'n',
    detail: 'essential',
    write: (text) => {
      lines = text
    },
  })
  const telemetry: typeof kit.environment.telemetry = (declaration) => ({
    ...kit.environment.telemetry(declaration),
    batchDone: async (report) => {
      write(report)
      kit.outcomes.push([...report.processed])
    },
  })
  const declaration = consumer(idempotency)
  const handle: Parameters<typeof consumerHandler<typeof declaration>>[2]['order.created'] = (
    { event_id },
    { breaker },
  ) => {
    if (event_id !== bad.event_id) return
    const fail = (): never => {
      throw thrown
    }
    return where === 'handler' ? fail() : breaker('downstream').run(async () => fail())
  }
  const environment = { ...kit.environment, telemetry }
  const breakers = { downstream: { minimumCalls: 1_000_000 } }
  const handler = consumerHandler(declaration, environment, { 'order.created': handle }, { breakers })
  const left = await deliver(handler, [{ of: bad }, { of: good }])
  const kinds = kit.outcomes[0]?.map(({ outcome }) => outcome.kind)
  const Key = { pk: { S: shardedKey(declaration.name, bad.event_id) }, sk: { S: bad.event_id } }
  const { Item } = await dynamo.client.send(new GetItemCommand({ TableName: testTables.deadLetters, Key }))
  return { kit, left, kinds, lines: lines.trimEnd().split('\n'), record: Item && fromDeadLetterItem(Item) }
}

describe('whatever a handler throws', () => {
  it.each(['handler', 'breaker'] as const)(
    'in its %s is dead-lettered after its attempts, its neighbour processed',
    async (where) => {
      await fc.assert(
        fc.asyncProperty(
          whateverCanBeThrown,
          fc.constantFrom('atomic' as const, 'lease' as const, 'versioned' as const),
          async (make, idempotency) => {
            const { left, kinds, lines, record, kit } = await failOnce(idempotency, make(), where)
            expect({ left, kinds }).toEqual({ left: [], kinds: ['dead-lettered', 'processed'] })
            expect(kit.deadLetters).toHaveLength(1)
            expect(record).toMatchObject({ attempts: 1, deaths: 1, errorType: expect.stringMatching(/./) })
            for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThan(256 * 1024)
            for (const line of lines) JSON.parse(line)
          },
        ),
        { numRuns: 40, seed: 2 },
      )
    },
  )

  it('is an error that can be read, and the same one when it was one before', () => {
    fc.assert(
      fc.property(whateverCanBeThrown, (make) => {
        const error = toError(make())
        expect(error).toBeInstanceOf(Error)
        expect([typeof error.message, typeof error.name]).toEqual(['string', 'string'])
        expect(['string', 'undefined']).toContain(typeof error.stack)
        expect(toError(error)).toBe(error)
      }),
      { numRuns: 300, seed: 2 },
    )
  })

  it.each([
    ['undefined', undefined, 'undefined'],
    ['a text', 'out of paper', 'out of paper'],
    ['an object', { code: 7 }, '{ code: 7 }'],
    ['an error whose message is an object', Object.assign(new Error('x'), { message: { code: 7 } }), '{ code: 7 }'],
    ['an error from elsewhere', new DOMException('too late', 'TimeoutError'), 'too late'],
  ])('is told as a person would: %s', (_what, thrown, message) => {
    expect(toError(thrown).message).toBe(message)
  })

  it.each([
    ['deferred', () => new DeferredError('LATER', 'not yet', Number.NaN)],
    ['failed', () => new TransientError('BUSY', 'not yet', { retryAfterSeconds: Number.NaN })],
  ])('may not be a wait that is no number, which would spoil the waits of its neighbours: %s', async (kind, make) => {
    const kit = consumerKit(dynamo, undefined, next++)
    const declaration = { ...consumer('atomic'), retry: { maxAttempts: 3, firstDelaySeconds: 1, maxDelaySeconds: 9 } }
    const handler = consumerHandler(declaration, kit.environment, {
      'order.created': () => {
        throw make()
      },
    })
    await deliver(handler, [{ of: orderCreatedEvent(next++) }])
    expect(kit.outcomes[0]?.[0]?.outcome.kind).toBe(kind)
    expect(kit.postponed[0]?.delaySeconds).toBeGreaterThanOrEqual(0)
  })
})
