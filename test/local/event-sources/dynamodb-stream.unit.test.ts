import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type EventSourceDependencies,
  type EventSourceMapping,
  type RunningEventSource,
  startEventSource,
} from '../../../local/event-sources/index.ts'
import type { DynamoDbStreamRecord } from '../../../local/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeQueue, FakeStream, fakeFunctions, streamArn } from './fakes.ts'

const running: RunningEventSource[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop(50)))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const dlq = new FakeQueue('arn:aws:sqs:us-east-1:000000000000:dlq')

function start(
  stream: FakeStream,
  functions: EventSourceDependencies['functions'],
  mapping: Partial<EventSourceMapping> = {},
  deps: Partial<EventSourceDependencies> = {},
): RunningEventSource {
  const source = startEventSource(
    { FunctionName: 'relay', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', ...mapping },
    { functions, queues: new FakeQueue(), dynamodb: stream, clock: { now: () => 0 }, ...deps },
  )
  running.push(source)
  return source
}

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'))
  folders.push(folder)
  return folder
}

const values = (records: DynamoDbStreamRecord[]) => records.map(({ eventID }) => eventID)
const batches = ({ calls }: { calls: { records: DynamoDbStreamRecord[] }[] }) =>
  calls.map(({ records }) => values(records))
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] }
const failedFrom = (sequence: string) => ({ batchItemFailures: [{ itemIdentifier: sequence }] })
const changes = (...names: string[]) => names.map((value) => ({ pk: value[0] ?? '', value }))

describe('a stream event source mapping', () => {
  test('begins with what is there, then is woken by each write', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'a2'))
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, functions)
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2']]))
    stream.write(...changes('a3'))
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2'], ['a3']]))
  })

  test('begins after what is there with LATEST', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1'))
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    const read = vi.spyOn(stream, 'readStream')
    start(stream, functions, { StartingPosition: 'LATEST' })
    await eventually(() => expect(read).toHaveBeenCalledTimes(2))
    stream.write(...changes('a2'))
    await eventually(() => expect(batches(functions)).toEqual([['a2']]))
  })

  test('keeps to BatchSize, one batch after another', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'b1', 'a2', 'b2', 'a3'))
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null, { concurrency: 5 })
    start(stream, functions, { BatchSize: 2 })
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'b1'], ['a2', 'b2'], ['a3']]))
  })

  test('a batch that waits for a worker takes along what comes meanwhile, up to BatchSize', async () => {
    const stream = new FakeStream()
    const { promise: free, resolve: becomeFree } = Promise.withResolvers<void>()
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null, { free })
    const invoke = vi.spyOn(functions, 'invoke')
    const read = vi.spyOn(stream, 'readStream')
    start(stream, functions, { BatchSize: 3 })
    stream.write(...changes('a1'))
    await eventually(() => expect(invoke).toHaveBeenCalledTimes(1))
    const reads = read.mock.calls.length
    stream.write(...changes('a2', 'a3', 'a4'))
    await eventually(() => expect(read.mock.calls.length).toBeGreaterThan(reads + 1))
    becomeFree()
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2', 'a3'], ['a4']]))
  })

  test('a batching window gathers what arrives in time', async () => {
    const stream = new FakeStream()
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, functions, { BatchSize: 3, MaximumBatchingWindowInSeconds: 300 })
    for (const change of changes('a1', 'a2', 'a3')) stream.write(change)
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2', 'a3']]))
  })

  test('leaves out what no filter matches', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'b1', 'a2'))
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    const pattern = JSON.stringify({ dynamodb: { NewImage: { value: { S: [{ prefix: 'a' }] } } } })
    start(stream, functions, { FilterCriteria: { Filters: [{ Pattern: pattern }] } })
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2']]))
  })

  test('runs items side by side with a ParallelizationFactor; a stuck one holds up no other', async () => {
    const stream = new FakeStream()
    const names = Array.from({ length: 16 }, (_, index) => `k${index}`)
    const stuck = Promise.withResolvers<void>()
    const seen: string[] = []
    const functions = fakeFunctions<DynamoDbStreamRecord>(
      async (records) => {
        if (values(records).includes('k0')) await stuck.promise
        seen.push(...values(records))
      },
      { concurrency: 10 },
    )
    start(stream, functions, { ParallelizationFactor: 4, BatchSize: 1 })
    stream.write(...names.map((name) => ({ pk: name, value: name })))
    await eventually(() => expect(seen.length).toBeGreaterThan(4))
    expect(seen).not.toContain('k0')
    stuck.resolve()
    await eventually(() => expect(seen.toSorted()).toEqual(names.toSorted()))
  })

  test('keeps the order of an item with a ParallelizationFactor, not that of a partition key', async () => {
    const runOf = async (factor: number, sameItem: boolean) => {
      const stream = new FakeStream()
      const stuck = Promise.withResolvers<void>()
      const seen: string[] = []
      const functions = fakeFunctions<DynamoDbStreamRecord>(
        async (records) => {
          if (values(records).includes('a0')) await stuck.promise
          seen.push(...values(records))
        },
        { concurrency: 10 },
      )
      const source = start(stream, functions, { ParallelizationFactor: factor, BatchSize: 1 })
      const names = Array.from({ length: 8 }, (_, index) => `a${index}`)
      stream.write(...names.map((value) => ({ pk: 'a', value, ...(sameItem && { sk: 'one' }) })), {
        pk: 'b',
        value: 'b0',
      })
      if (factor > 1 && !sameItem) await eventually(() => expect(seen.length).toBeGreaterThan(1))
      stuck.resolve()
      await eventually(() => expect(seen).toHaveLength(9))
      await source.stop(50)
      const own = seen.filter((value) => value.startsWith('a'))
      return own.join() === names.join()
    }
    expect(await runOf(1, false)).toBe(true)
    expect(await runOf(4, true)).toBe(true)
    expect(await runOf(4, false)).toBe(false)
  })

  test('hands over no more than a payload holds', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'a2', 'a3').map((change) => ({ ...change, bytes: 2.5 * 1024 * 1024 })))
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, functions)
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2'], ['a3']]))
  })
})

describe('a failing batch', () => {
  test('is tried again as it is, with nothing behind it overtaking', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'a2', 'a3'))
    const functions = fakeFunctions<DynamoDbStreamRecord>((_, call) => {
      if (call < 3) throw new Error('no')
    })
    start(stream, functions, { BatchSize: 2 })
    await eventually(() => expect(batches(functions)).toEqual([['a1', 'a2'], ['a1', 'a2'], ['a1', 'a2'], ['a3']]))
    expect(functions.calls.map(({ options }) => options.trigger?.attempt)).toEqual([1, 2, 3, 1])
  })

  test('goes on from the lowest failed record that the function reports', async () => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'a2', 'a3'))
    const both = { batchItemFailures: [{ itemIdentifier: '3' }, { itemIdentifier: '2' }] }
    const functions = fakeFunctions<DynamoDbStreamRecord>((_, call) => (call === 1 ? both : null))
    start(stream, functions, reporting)
    await eventually(() =>
      expect(batches(functions)).toEqual([
        ['a1', 'a2', 'a3'],
        ['a2', 'a3'],
      ]),
    )
  })

  test.each([
    ['an unknown record', failedFrom('99')],
    ['an empty identifier', failedFrom('')],
  ])('fails as a whole with %s', async (_, answer) => {
    const stream = new FakeStream()
    stream.write(...changes('a1', 'a2'))
    const functions = fakeFunctions<DynamoDbStreamRecord>((_records, call) => (call === 1 ? answer : null))
    start(stream, functions, reporting)
    await eventually(() =>
      expect(batches(functions)).toEqual([
        ['a1', 'a2'],
        ['a1', 'a2'],
      ]),
    )
  })

  test('is halved until the poison stands alone; that is given up to the destination, and order is kept', async () => {
    const stream = new FakeStream()
    const queue = new FakeQueue()
    const at = Date.parse('2026-01-02T03:04:00Z') / 1000
    stream.write(...changes('a1', 'a2', 'a3', 'a4', 'a5').map((change) => ({ ...change, at })))
    const done: string[] = []
    const functions = fakeFunctions<DynamoDbStreamRecord>((records) => {
      if (values(records).includes('a3')) throw new Error('poison')
      done.push(...values(records))
    })
    start(
      stream,
      functions,
      {
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: dlq.arn } },
      },
      { queues: queue, clock: { now: () => Date.parse('2026-01-02T03:04:05Z') } },
    )
    await eventually(() => expect(done).toEqual(['a1', 'a2', 'a4', 'a5']))
    expect(queue.sent).toHaveLength(1)
    expect(JSON.parse(queue.sent[0] ?? '')).toEqual({
      requestContext: {
        requestId: expect.stringMatching(/^request-\d+$/),
        functionArn: 'relay',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: expect.any(Number),
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-01-02T03:04:05.000Z',
      DDBStreamBatchInfo: {
        shardId: expect.any(String),
        startSequenceNumber: '3',
        endSequenceNumber: '3',
        approximateArrivalOfFirstRecord: '2026-01-02T03:04:00.000Z',
        approximateArrivalOfLastRecord: '2026-01-02T03:04:00.000Z',
        batchSize: 1,
        streamArn,
      },
    })
  })

  test('is not halved by an answer that names its first record: only a failed invocation is', async () => {
    const runOf = async (answer: () => unknown) => {
      const stream = new FakeStream()
      const queue = new FakeQueue()
      stream.write(...changes('a1', 'a2', 'a3'))
      const done: string[] = []
      const functions = fakeFunctions<DynamoDbStreamRecord>((records) => {
        if (values(records).includes('a1')) return answer()
        done.push(...values(records))
        return null
      })
      start(
        stream,
        functions,
        {
          ...reporting,
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: dlq.arn } },
        },
        { queues: queue },
      )
      await eventually(() => expect(queue.sent).toHaveLength(1))
      await eventually(() => expect(functions.calls.length).toBeGreaterThan(1))
      return JSON.parse(queue.sent[0] ?? '').DDBStreamBatchInfo.batchSize
    }
    expect(await runOf(() => failedFrom('1'))).toBe(3)
    expect(
      await runOf(() => {
        throw new Error('poison')
      }),
    ).toBe(1)
    expect(await runOf(() => failedFrom('nothing of this batch'))).toBe(1)
  })

  test('is lost without a word to its destination once the stream has dropped it, if no age was declared', async () => {
    const stream = new FakeStream()
    const queue = new FakeQueue()
    stream.write({ pk: 'a', value: 'old', at: 0 }, { pk: 'a', value: 'young', at: 60 })
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    const problems: string[] = []
    start(
      stream,
      functions,
      { DestinationConfig: { OnFailure: { Destination: dlq.arn } } },
      {
        queues: queue,
        clock: { now: () => 24 * 3_600_000 + 1 },
        onProblem: (problem) => problems.push(problem),
      },
    )
    await eventually(() => expect(batches(functions)).toEqual([['young']]))
    expect(queue.sent).toEqual([])
    expect(problems).toEqual(['relay lost 1 records of events: a stream keeps them for 24 hours'])
  })

  test('is given up when its records are too old, without being tried once more', async () => {
    const stream = new FakeStream()
    const queue = new FakeQueue()
    stream.write({ pk: 'a', value: 'old', at: 1000 }, { pk: 'a', value: 'young', at: 1990 })
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(
      stream,
      functions,
      { MaximumRecordAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: dlq.arn } } },
      { queues: queue, clock: { now: () => 2_000_000 } },
    )
    await eventually(() => expect(batches(functions)).toEqual([['young']]))
    expect(JSON.parse(queue.sent[0] ?? '')).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      DDBStreamBatchInfo: { startSequenceNumber: '1', batchSize: 1 },
    })
  })

  test('is not passed before its destination has it', async () => {
    const stream = new FakeStream()
    const queue = new FakeQueue()
    const send = vi.spyOn(queue, 'send').mockRejectedValueOnce(new Error('queue is away'))
    stream.write(...changes('a1', 'a2'))
    const functions = fakeFunctions<DynamoDbStreamRecord>((records) => {
      if (values(records).includes('a1')) throw new Error('poison')
    })
    const problems: string[] = []
    const destination = { DestinationConfig: { OnFailure: { Destination: dlq.arn } } }
    start(
      stream,
      functions,
      { BatchSize: 1, MaximumRetryAttempts: 0, ...destination },
      { queues: queue, onProblem: (problem) => problems.push(problem) },
    )
    await eventually(() => expect(batches(functions)).toEqual([['a1'], ['a2']]))
    expect(send).toHaveBeenCalledTimes(2)
    expect(problems).toEqual([`Sending to ${dlq.arn}: queue is away`])
  })
})

describe('positions on disk', () => {
  test('a restart goes on where the last one stopped', async () => {
    const stream = new FakeStream()
    const folder = dataDir()
    stream.write(...changes('a1', 'a2'))
    const first = fakeFunctions<DynamoDbStreamRecord>(() => null)
    const source = start(stream, first, {}, { dataDir: folder })
    await eventually(() => expect(batches(first)).toEqual([['a1', 'a2']]))
    await source.stop(1000)
    stream.write(...changes('a3'))
    const second = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, second, {}, { dataDir: folder })
    await eventually(() => expect(batches(second)).toEqual([['a3']]))
  })

  test('a batch that was not done comes again', async () => {
    const stream = new FakeStream()
    const folder = dataDir()
    stream.write(...changes('a1', 'a2', 'a3'))
    const stuck = fakeFunctions<DynamoDbStreamRecord>((records) =>
      values(records).includes('a2') ? new Promise(() => {}) : null,
    )
    const source = start(stream, stuck, { BatchSize: 1 }, { dataDir: folder })
    await eventually(() => expect(batches(stuck)).toEqual([['a1'], ['a2']]))
    await source.stop(0)
    const second = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, second, { BatchSize: 10 }, { dataDir: folder })
    await eventually(() => expect(batches(second)).toEqual([['a2', 'a3']]))
  })

  test('LATEST holds across a restart with nothing delivered yet', async () => {
    const stream = new FakeStream()
    const folder = dataDir()
    stream.write(...changes('a1'))
    const mapping = { StartingPosition: 'LATEST' }
    const read = vi.spyOn(stream, 'readStream')
    const source = start(
      stream,
      fakeFunctions(() => null),
      mapping,
      { dataDir: folder },
    )
    await eventually(() => expect(read).toHaveBeenCalledTimes(2))
    await source.stop(1000)
    stream.write(...changes('a2'))
    const second = fakeFunctions<DynamoDbStreamRecord>(() => null)
    start(stream, second, mapping, { dataDir: folder })
    await eventually(() => expect(batches(second)).toEqual([['a2']]))
  })

  test('each lane goes on from its own position', async () => {
    const stream = new FakeStream()
    const folder = dataDir()
    const mapping = { ParallelizationFactor: 4, BatchSize: 1 }
    const deps = { dataDir: folder }
    const names = Array.from({ length: 8 }, (_, index) => `k${index}`)
    stream.write(...names.map((pk) => ({ pk, value: pk })))
    const done: string[] = []
    const first = fakeFunctions<DynamoDbStreamRecord>(
      async (records) => {
        if (values(records).includes('k0')) await new Promise(() => {})
        done.push(...values(records))
      },
      { concurrency: 10 },
    )
    const source = start(stream, first, mapping, deps)
    await eventually(() => expect(done.length).toBeGreaterThan(3))
    await source.stop(20)
    const second = fakeFunctions<DynamoDbStreamRecord>(() => null, { concurrency: 10 })
    start(stream, second, mapping, deps)
    await eventually(() => expect([...done, ...batches(second).flat()].sort()).toEqual(names))
  })
})
