import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { orderCreated } from '../../../../events/order.ts'
import { consumerHandler } from '../../../../lambdas/runtime/consumer/consumer-handler.ts'
import type { ConsumerEnvironment } from '../../../../lambdas/runtime/consumer/environment.ts'
import type { HandlersOf } from '../../../../lambdas/runtime/consumer/handlers.ts'
import { type ConsumerOptions, defineConsumer } from '../../../../lambdas/runtime/declarations/consumer.ts'
import { PermanentError } from '../../../../lambdas/runtime/errors.ts'
import { batchReporter } from '../../../../lambdas/runtime/telemetry/batch-reporter.ts'
import { consumerKit, deliver } from '../../../support/consumer-kit.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../../support/dynamodb.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

let dynamo: TestDynamoDb
let next = 1
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => dynamo.close())

/** Comes between a call and its effect, or between its effect and its answer. */
type Between = (operation: string, input: Record<string, unknown>, call: () => Promise<unknown>) => Promise<unknown>

const event = () => orderCreatedEvent(next++)
type Handle = HandlersOf<ReturnType<typeof declare>>['order.created']

const declare = (options: Partial<ConsumerOptions>) =>
  defineConsumer({
    name: `rare-${next++}`,
    subscribesTo: [orderCreated],
    delivery: 'effectively-once',
    ...options,
  } as ConsumerOptions) as unknown as ReturnType<typeof typed>
const typed = () => defineConsumer({ name: 'rare', subscribesTo: [orderCreated], delivery: 'at-least-once' })

function consumer(
  options: Partial<ConsumerOptions>,
  handle: Handle,
  between?: Between,
  own?: Partial<ConsumerEnvironment>,
) {
  const client = {
    send: (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      const call = () => dynamo.client.send(command as never)
      return between ? between(command.constructor.name.replace('Command', ''), command.input, call) : call()
    },
  } as unknown as DynamoDBClient
  const kit = consumerKit({ client }, undefined, 17 * next++)
  const declaration = declare(options)
  const handler = consumerHandler(declaration, { ...kit.environment, ...own }, { 'order.created': handle })
  const kinds = () => kit.outcomes.at(-1)?.map(({ outcome }) => outcome.kind)
  return {
    kit,
    declaration,
    kinds,
    deliver: (batch: Parameters<typeof deliver>[1], ms?: number) => deliver(handler, batch, ms),
  }
}

const add = (pk: string) => ({
  TableName: testTables.state,
  Key: { pk: { S: pk }, sk: { S: 'x' } },
  UpdateExpression: 'ADD times :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
})

async function times(pk: string): Promise<number> {
  const Key = { pk: { S: pk }, sk: { S: 'x' } }
  const { Item } = await dynamo.client.send(
    new GetItemCommand({ TableName: testTables.state, Key, ConsistentRead: true }),
  )
  return Number(Item?.times?.N ?? 0)
}

const failure = (name: string) => Object.assign(new Error(name), { name, $metadata: { attempts: 4 } })

describe('a transaction that took effect although its caller heard otherwise', () => {
  const applied = (
    then: (input: Record<string, unknown>, call: () => Promise<unknown>) => Promise<unknown>,
  ): Between => {
    let first = true
    return async (operation, input, call) => {
      if (operation !== 'TransactWriteItems' || !first) return call()
      first = false
      await call()
      return then(input, call)
    }
  }
  const stillInProgress = applied(async () => {
    throw failure('TransactionInProgressException')
  })
  const tokenForgotten = applied((input, call) => {
    input.ClientRequestToken = `forgotten-${next++}`
    return call()
  })

  it.each<[string, Partial<ConsumerOptions>, () => Between]>([
    ['lease, still in progress', { idempotency: 'lease' }, () => stillInProgress],
    ['lease, sent again after ten minutes', { idempotency: 'lease' }, () => tokenForgotten],
    ['atomic, still in progress', { idempotency: 'atomic' }, () => stillInProgress],
    ['at most once, still in progress', { delivery: 'at-most-once' }, () => stillInProgress],
  ])('%s: one effect', async (_what, options, between) => {
    const one = event()
    const { deliver, kinds } = consumer(
      options,
      ({ event_id }, { effects }) => {
        effects.update(add(event_id))
        effects.update(add(`${event_id}-second`))
      },
      between(),
    )
    expect(await deliver([{ of: one }])).toEqual([])
    expect(kinds()).toEqual(['processed'])
    expect([await times(one.event_id), await times(`${one.event_id}-second`)]).toEqual([1, 1])
  })
})

describe('an outside effect that may be repeated only by a person', () => {
  it('is not repeated when the write that belongs to it is refused', async () => {
    const one = event()
    let sent = 0
    const { deliver, kinds, kit } = consumer(
      { idempotency: 'lease', ambiguousClaim: 'dead-letter' },
      ({ event_id }, { effects }) => {
        sent++
        effects.update({ ...add(event_id), ConditionExpression: 'attribute_exists(pk)' })
      },
    )
    expect(await deliver([{ of: one }])).toEqual([])
    expect(kinds()).toEqual(['dead-lettered'])
    expect(kit.deadLetters[0]?.attributes.error_type).toBe('PermanentError:AMBIGUOUS_CLAIM')
    expect(sent).toBe(1)
    await deliver([{ of: one, messageId: 'retried-by-a-person' }])
    expect(sent, 'after a person has looked').toBe(2)
  })
})

describe('one batch', () => {
  it('holds an event and its replay that shall take effect again: two effects', async () => {
    const one = event()
    const metadata = { ...one.metadata, replay_id: 'rpl_1', replay_scope: 'rpl_1' }
    const { deliver, kinds } = consumer({ idempotency: 'atomic' }, ({ event_id }, { effects }) =>
      effects.update(add(event_id)),
    )
    const batch = [
      { of: one, messageId: 'live' },
      { of: { ...one, metadata }, messageId: 'again' },
      { of: one, messageId: 'copy' },
    ]
    expect(await deliver(batch)).toEqual([])
    expect(kinds()).toEqual(['processed', 'processed', 'duplicate'])
    expect(await times(one.event_id)).toBe(2)
  })

  it('decides again when a neighbour has written the same row since the handler began, even without a condition', async () => {
    const [first, second] = [event(), event()]
    const row = `row-${next++}`
    const written = Promise.withResolvers<void>()
    const { deliver } = consumer(
      { idempotency: 'atomic' },
      async ({ event_id }, { effects }) => {
        const seen = await times(row)
        if (event_id === second.event_id && seen === 0) await written.promise
        effects.put({
          TableName: testTables.state,
          Item: { pk: { S: row }, sk: { S: 'x' }, times: { N: String(seen + 1) } },
        })
      },
      async (operation, _input, call) => {
        const answer = await call()
        if (operation === 'TransactWriteItems') setImmediate(written.resolve)
        return answer
      },
    )
    expect(await deliver([{ of: first }, { of: second }])).toEqual([])
    expect(await times(row)).toBe(2)
  })
})

describe('a store or queue that never answers', () => {
  const silent = () => new Promise<never>(() => {})

  it('keeps nobody from answering when redelivered messages are looked up', async () => {
    const [one, other] = [event(), event()]
    const { deliver } = consumer({ idempotency: 'atomic' }, () => {}, silent)
    const batch = [{ of: one }, { of: other, receives: 2 }]
    expect(await deliver(batch, 600)).toEqual([one.event_id, other.event_id])
  })

  it('keeps nobody from answering when messages are acknowledged first', async () => {
    const one = event()
    let handled = 0
    const { kit } = consumer({ idempotency: 'atomic' }, () => {})
    const queue = { ...kit.environment.queue, acknowledge: silent }
    const { deliver, kinds } = consumer({ delivery: 'at-most-once' }, () => void handled++, undefined, { queue })
    expect(await deliver([{ of: one }], 600)).toEqual([one.event_id])
    expect([kinds(), handled]).toEqual([['returned'], 0])
  })
})

describe('what cannot be told', () => {
  it.each<[string, unknown]>([
    ['has no text', Object.create(null)],
    ['has a cause without a text', new Error('x', { cause: Object.create(null) })],
    ['has a code that JSON has no form for', Object.assign(new Error('x'), { code: 1n })],
  ])('an error that %s concerns its own message only', async (_what, thrown) => {
    const [good, bad] = [event(), event()]
    let lines = ''
    const reporter = batchReporter({
      service: 's',
      consumer: 'c',
      namespace: 'n',
      detail: 'essential',
      write: (text) => {
        lines += text
      },
    })
    const telemetry = () => ({
      batchStarts: () => {},
      batchDone: async (report: Parameters<typeof reporter>[0]) => reporter(report),
      loggerOf: () => ({ debug() {}, info() {}, warn() {}, error() {} }),
    })
    const fails: Handle = ({ event_id }) => {
      if (event_id === bad.event_id) throw thrown
    }
    const { deliver } = consumer({ idempotency: 'atomic' }, fails, undefined, { telemetry } as never)
    expect(await deliver([{ of: good }, { of: bad }])).toEqual([bad.event_id])
    expect(lines).toContain('"outcome":"failed"')
  })

  it('telemetry that fails makes nothing be done again', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const one = event()
    const telemetry = () => ({
      batchStarts: () => {},
      batchDone: () => Promise.reject(new Error('stdout is gone')),
      loggerOf: () => ({ debug() {}, info() {}, warn() {}, error() {} }),
    })
    const { deliver } = consumer({ idempotency: 'atomic' }, () => {}, undefined, { telemetry } as never)
    expect(await deliver([{ of: one }])).toEqual([])
  })
})

describe('a message is not dead-lettered', () => {
  it('when it is a new copy of one that was processed before the world moved on', async () => {
    const one = event()
    let shipped = false
    const { deliver, kinds, kit } = consumer({ idempotency: 'atomic' }, ({ event_id }, { effects }) => {
      if (shipped) throw new PermanentError('ALREADY_SHIPPED', 'too late')
      effects.update(add(event_id))
    })
    await deliver([{ of: one, messageId: 'first' }])
    shipped = true
    expect(await deliver([{ of: one, messageId: 'copy' }])).toEqual([])
    expect(kinds()).toEqual(['duplicate'])
    expect(kit.deadLetters).toEqual([])
    await deliver([{ of: event(), messageId: 'another' }])
    expect(kinds()).toEqual(['dead-lettered'])
  })

  it('for having been in one batch with a poison message, although it may fail only once', async () => {
    const batch = [event(), event(), event()]
    const [poison] = batch
    const died = Promise.withResolvers<void>()
    const options = { name: `rare-poison-${next++}`, idempotency: 'atomic', retry: { maxAttempts: 1 } } as const
    const dying = consumer(options, ({ event_id }) => {
      if (event_id !== poison?.event_id) return
      died.resolve()
      return new Promise(() => {})
    })
    void dying.deliver(
      batch.map((of) => ({ of, receives: 3 })),
      900_000,
    )
    await died.promise
    const { deliver, kinds } = consumer(options, () => {})
    await deliver(batch.map((of) => ({ of, receives: 4 })))
    expect(kinds()).not.toContain('dead-lettered')
  })

  it('more often than once while its record cannot be kept', async () => {
    const one = event()
    const { deliver, kit } = consumer(
      { idempotency: 'atomic' },
      () => {
        throw new PermanentError('X', 'x')
      },
      async (_operation, input, call) => {
        if (input.TableName === testTables.deadLetters) throw failure('InternalServerError')
        return call()
      },
    )
    for (const receives of [1, 2, 3]) expect(await deliver([{ of: one, receives }])).toEqual([one.event_id])
    expect(kit.deadLetters).toEqual([])
  })
})

describe('keys that throttling leaves unread', () => {
  it('are asked for again: what has killed its function is known', async () => {
    const one = event()
    let asked = 0
    const { declaration, deliver, kinds } = consumer(
      { idempotency: 'atomic' },
      () => {},
      (operation, input, call) => {
        if (operation !== 'BatchGetItem' || asked++ > 0) return call()
        return Promise.resolve({ Responses: {}, UnprocessedKeys: input.RequestItems })
      },
    )
    const pk = { S: `attempts#${declaration.name}#${one.event_id}` }
    const Item = { pk, started: { N: '6' }, ended: { N: '0' } }
    await dynamo.client.send(new PutItemCommand({ TableName: testTables.processed, Item }))
    await deliver([{ of: one, receives: 9 }])
    expect(kinds()).toEqual(['dead-lettered'])
  })
})
