import { afterEach, describe, expect, test } from 'vitest'
import {
  type EventSourceDependencies,
  type EventSourceMapping,
  type RunningEventSource,
  startEventSource,
} from '../../../local/event-sources/index.ts'
import type { SqsRecord } from '../../../local/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeQueue, FakeStream, fakeFunctions } from './fakes.ts'

const running: RunningEventSource[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop(50)))
})

function start(
  queue: FakeQueue,
  functions: EventSourceDependencies['functions'],
  mapping: Partial<EventSourceMapping> = {},
  deps: Partial<EventSourceDependencies> = {},
): RunningEventSource {
  const source = startEventSource(
    { FunctionName: 'consumer', EventSourceArn: queue.arn, ...mapping },
    { functions, queues: queue, dynamodb: new FakeStream(), ...deps },
  )
  running.push(source)
  return source
}

const bodies = (records: SqsRecord[]) => records.map(({ body }) => body)
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] }
const failures = (...ids: unknown[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })

describe('an SQS event source mapping', () => {
  test('delivers what is there as one batch, and deletes it after success', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b', 'c')
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions)
    await eventually(() => expect(queue.deleted).toEqual(['a', 'b', 'c']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a', 'b', 'c']])
  })

  test('is woken by a message and does not poll meanwhile', async () => {
    const queue = new FakeQueue()
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions)
    await eventually(() => expect(queue.receives).toBe(1))
    queue.put('a')
    await eventually(() => expect(queue.deleted).toEqual(['a']))
    // The poll that was woken, a look for more before the invocation, and the next poll.
    expect(queue.receives).toBe(3)
  })

  test('leaves the messages of a failed batch where they are', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b')
    const functions = fakeFunctions<SqsRecord>(() => {
      throw new Error('no')
    })
    const source = start(queue, functions)
    await eventually(() => expect(source.lastResult).toBe('PROBLEM: Function call failed'))
    expect(queue).toMatchObject({ deleted: [], visibility: [], inFlight: ['a', 'b'] })
  })

  test('delivers no more than BatchSize at once, and no more batches than there are workers', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b', 'c', 'd', 'e')
    let running = 0
    let most = 0
    const functions = fakeFunctions<SqsRecord>(
      async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      },
      { concurrency: 2 },
    )
    start(queue, functions, { BatchSize: 2 })
    await eventually(() => expect(queue.deleted).toHaveLength(5))
    expect(functions.calls.map(({ records }) => records.length)).toEqual([2, 2, 1])
    expect(most).toBe(2)
  })

  test('a batch that waits for a worker takes along what comes meanwhile, up to BatchSize', async () => {
    const queue = new FakeQueue()
    const { promise: free, resolve: becomeFree } = Promise.withResolvers<void>()
    const functions = fakeFunctions<SqsRecord>(() => null, { free })
    start(queue, functions, { BatchSize: 3 })
    queue.put('a')
    await eventually(() => expect(queue.inFlight).toEqual(['a']))
    queue.put('b', 'c', 'd')
    becomeFree()
    await eventually(() => expect(queue.deleted).toEqual(['a', 'b', 'c', 'd']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a', 'b', 'c'], ['d']])
  })

  test('a batch is what a receive brought, if that is asked for, however long it waits for a worker', async () => {
    const queue = new FakeQueue()
    const { promise: free, resolve: becomeFree } = Promise.withResolvers<void>()
    const functions = fakeFunctions<SqsRecord>(() => null, { free, concurrency: 10 })
    start(queue, functions, { BatchSize: 3 }, { batchesAsReceived: true })
    queue.put('a')
    await eventually(() => expect(queue.inFlight).toEqual(['a']))
    queue.put('b', 'c')
    await eventually(() => expect(queue.inFlight).toEqual(['a', 'b', 'c']))
    becomeFree()
    await eventually(() => expect([...queue.deleted].sort()).toEqual(['a', 'b', 'c']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a'], ['b', 'c']])
  })

  test('keeps to MaximumConcurrency below the number of workers', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b', 'c', 'd')
    const gates: (() => void)[] = []
    const functions = fakeFunctions<SqsRecord>(() => new Promise<void>((resolve) => gates.push(resolve)), {
      concurrency: 10,
    })
    start(queue, functions, { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
    await eventually(() => expect(gates).toHaveLength(2))
    expect(queue.visible).toEqual(['c', 'd'])
    gates[0]?.()
    await eventually(() => expect(gates).toHaveLength(3))
    for (const open of gates) open()
    await eventually(() => expect(gates).toHaveLength(4))
    gates[3]?.()
    await eventually(() => expect(queue.deleted).toHaveLength(4))
  })

  test('a batching window gathers what arrives in time', async () => {
    const queue = new FakeQueue()
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions, { MaximumBatchingWindowInSeconds: 300, BatchSize: 3 })
    for (const body of ['a', 'b', 'c']) queue.put(body)
    await eventually(() => expect(queue.deleted).toEqual(['a', 'b', 'c']))
    expect(functions.calls).toHaveLength(1)
  })

  test('a batch of more than 10 is collected by many receives, each of 10 at most, as SQS gives them out', async () => {
    const queue = new FakeQueue()
    const asked: number[] = []
    const receive = queue.receive.bind(queue)
    queue.receive = (arn, options) => {
      asked.push(options.max)
      return receive(arn, options)
    }
    queue.put(...Array.from({ length: 25 }, (_, index) => `m${index}`))
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions, { MaximumBatchingWindowInSeconds: 300, BatchSize: 25 })
    await eventually(() => expect(queue.deleted).toHaveLength(25))
    expect(functions.calls.map(({ records }) => records.length)).toEqual([25])
    expect(asked.slice(0, 3)).toEqual([10, 10, 5])
  })

  test('a batching window ends early when nothing has come for the quiet time', async () => {
    const queue = new FakeQueue()
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions, { MaximumBatchingWindowInSeconds: 300, BatchSize: 1000 }, { quietMs: 1 })
    queue.put('a', 'b')
    await eventually(() => expect(queue.deleted).toEqual(['a', 'b']))
  })

  test('a batching window ends early when functions come to rest, with all that has come until then', async () => {
    const queue = new FakeQueue()
    const functions = fakeFunctions<SqsRecord>(() => null)
    const rest = Promise.withResolvers<void>()
    start(queue, functions, { MaximumBatchingWindowInSeconds: 300, BatchSize: 1000 }, { atRest: () => rest.promise })
    queue.put('a')
    await eventually(() => expect(queue.receives).toBe(2))
    queue.put('b')
    await eventually(() => expect(queue.receives).toBe(3))
    expect(functions.calls).toEqual([])
    rest.resolve()
    await eventually(() => expect(queue.deleted).toEqual(['a', 'b']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a', 'b']])
  })

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html: "The payload size reaches 6 MB." */
  test.each<[string, string]>([
    ['a standard queue: what is too much begins the next batch', 'orders'],
    ['a FIFO queue: what is too much goes back, so that nothing overtakes it', 'orders.fifo'],
  ])('a batch is closed before its payload exceeds 6 MB, for %s', async (_, name) => {
    const queue = new FakeQueue(`arn:aws:sqs:us-east-1:000000000000:${name}`)
    const mb = 'x'.repeat(1_000_000)
    const sent = Array.from({ length: 8 }, (_, index) => `${index}${mb}`)
    queue.put(...sent)
    const functions = fakeFunctions<SqsRecord>(() => null, { concurrency: 1 })
    start(queue, functions)
    await eventually(() => expect(queue.deleted).toHaveLength(8))
    expect(functions.calls.map(({ records }) => records.length)).toEqual([6, 2])
    expect(functions.calls.flatMap(({ records }) => bodies(records))).toEqual(sent)
  })

  test('a message too large for any payload is a batch of its own', async () => {
    const queue = new FakeQueue()
    queue.put('x'.repeat(7_000_000), 'b')
    const functions = fakeFunctions<SqsRecord>(() => null, { concurrency: 1 })
    start(queue, functions)
    await eventually(() => expect(queue.deleted).toHaveLength(2))
    expect(functions.calls.map(({ records }) => records.length)).toEqual([1, 1])
  })

  test('stopping gives back what begins the next batch', async () => {
    const queue = new FakeQueue()
    const gate = Promise.withResolvers<void>()
    const functions = fakeFunctions<SqsRecord>(() => gate.promise, { concurrency: 1 })
    const mb = 'x'.repeat(1_000_000)
    queue.put(...Array.from({ length: 7 }, (_, index) => `${index}${mb}`))
    const source = start(queue, functions)
    await eventually(() => expect(functions.calls).toHaveLength(1))
    const stopped = source.stop(5000)
    gate.resolve()
    await stopped
    expect(queue.deleted).toHaveLength(6)
    expect(queue.visible).toEqual([`6${mb}`])
  })

  test('tells how often the batch was delivered', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions)
    await eventually(() => expect(functions.calls[0]?.options.trigger).toMatchObject({ source: 'sqs', attempt: 1 }))
    expect(functions.calls[0]?.options.trigger?.messages()).toEqual(['a'])
  })

  test('stopping gives back what no worker has begun', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    const source = start(queue, {
      concurrencyOf: () => 1,
      invoke: (_name, _payload, options) =>
        new Promise((_, reject) => options?.signal?.addEventListener('abort', () => reject(options.signal?.reason))),
    })
    await eventually(() => expect(queue.inFlight).toEqual(['a']))
    await source.stop(1000)
    expect(queue).toMatchObject({ visible: ['a'], deleted: [] })
  })

  test('stopping waits for the batch in flight', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    const gate = Promise.withResolvers<void>()
    const functions = fakeFunctions<SqsRecord>(() => gate.promise)
    const source = start(queue, functions)
    await eventually(() => expect(functions.calls).toHaveLength(1))
    const stopped = source.stop(5000)
    gate.resolve()
    await stopped
    expect(queue.deleted).toEqual(['a'])
  })
})

describe('ReportBatchItemFailures', () => {
  test.each([
    ['an empty list', failures(), []],
    ['no list', {}, []],
    ['a null list', { batchItemFailures: null }, []],
    ['null', null, []],
    ['nothing', undefined, []],
    ['one message', failures('id-b'), ['b']],
    ['the same message twice', failures('id-b', 'id-b'), ['b']],
    ['an unknown message', failures('id-x'), ['a', 'b', 'c']],
    ['an unknown one beside a known one', failures('id-b', 'id-x'), ['a', 'b', 'c']],
    ['an empty identifier', failures(''), ['a', 'b', 'c']],
    ['a null identifier', failures(null), ['a', 'b', 'c']],
    ['another key name', { batchItemFailures: [{ id: 'id-b' }] }, ['a', 'b', 'c']],
    ['a null entry', { batchItemFailures: [null] }, ['a', 'b', 'c']],
    ['no list but a text', { batchItemFailures: 'id-b' }, ['a', 'b', 'c']],
    ['an answer of another shape', 'done', ['a', 'b', 'c']],
  ] as [string, unknown, string[]][])('%s', async (_, answer, left) => {
    const queue = new FakeQueue()
    queue.put('a', 'b', 'c')
    const source = start(
      queue,
      fakeFunctions<SqsRecord>(() => answer),
      reporting,
    )
    await eventually(() => expect(source.lastResult).not.toBe('No records processed'))
    await source.stop(1000)
    expect(queue.inFlight).toEqual(left)
    expect(queue.deleted).toEqual(['a', 'b', 'c'].filter((body) => !left.includes(body)))
  })

  test('a list of failures means nothing without it', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    start(
      queue,
      fakeFunctions<SqsRecord>(() => failures('id-a')),
    )
    await eventually(() => expect(queue.deleted).toEqual(['a']))
  })
})

describe('filters', () => {
  test('what no pattern matches is deleted undelivered; a JSON body is looked into', async () => {
    const queue = new FakeQueue()
    queue.put('{"type":"a.x"}', '{"type":"b"}', 'text')
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions, { FilterCriteria: { Filters: [{ Pattern: '{"body":{"type":[{"prefix":"a."}]}}' }] } })
    await eventually(() => expect(queue.deleted).toHaveLength(3))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['{"type":"a.x"}']])
  })
})

describe('injected faults', () => {
  test('a message that is held back is overtaken, and is given back when everything stops', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b', 'c')
    const holdMs: Record<string, number> = { a: 30, c: 60_000 }
    const functions = fakeFunctions<SqsRecord>(() => null)
    const onReceive = (_: string, { body }: SqsRecord) => (holdMs[body] ? { holdMs: holdMs[body] } : {})
    const source = start(queue, functions, {}, { faults: { onReceive } })
    await eventually(() => expect(queue.deleted).toEqual(['b', 'a']))
    await source.stop(1000)
    expect(queue.visible).toEqual(['c'])
  })

  test('a message may be twice in its batch', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    const functions = fakeFunctions<SqsRecord>(() => null)
    start(queue, functions, {}, { faults: { onReceive: () => ({ duplicate: 'in-batch' }) } })
    await eventually(() => expect(queue.deleted).toEqual(['a']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a', 'a']])
  })

  test('a message may come again after it was handled', async () => {
    const queue = new FakeQueue()
    queue.put('a', 'b')
    const functions = fakeFunctions<SqsRecord>(() => null)
    const onReceive = (_: string, { body, attributes }: SqsRecord) =>
      body === 'a' && attributes.ApproximateReceiveCount === '1' ? { duplicate: 'again' as const } : {}
    start(queue, functions, {}, { faults: { onReceive } })
    await eventually(() => expect(queue.deleted).toEqual(['b', 'a']))
    expect(functions.calls.map(({ records }) => bodies(records))).toEqual([['a', 'b'], ['a']])
  })

  test('after an injected crash the messages are back within a second', async () => {
    const queue = new FakeQueue()
    queue.put('a')
    const functions = fakeFunctions<SqsRecord>(() => {
      throw Object.assign(new Error('crash'), { name: 'Injected' })
    })
    start(queue, functions)
    await eventually(() => expect(queue.visibility).toEqual([{ messageId: 'id-a', seconds: 1 }]))
  })
})
