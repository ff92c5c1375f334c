import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  checkMapping,
  createEventSources,
  type EventSourceMapping,
  type EventSources,
} from '../../../local/event-sources/index.ts'
import type { SqsRecord } from '../../../local/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeQueue, FakeStream, fakeFunctions, streamArn } from './fakes.ts'

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders'
const fromStream = { EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' }

test.each<[string, Partial<EventSourceMapping>]>([
  ['only SQS queues and DynamoDB streams', { EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/x' }],
  ['BatchSize must be from 1 to 10000, not 0', { BatchSize: 0 }],
  ['must be at least 1 when BatchSize is above 10', { BatchSize: 11 }],
  [
    'BatchSize must be from 1 to 10 for a FIFO queue, not 11',
    { EventSourceArn: `${queueArn}.fifo`, BatchSize: 11, MaximumBatchingWindowInSeconds: 1 },
  ],
  [
    'a FIFO queue has no MaximumBatchingWindowInSeconds',
    { EventSourceArn: `${queueArn}.fifo`, MaximumBatchingWindowInSeconds: 1 },
  ],
  ['MaximumConcurrency must be from 2 to 1000, not 1', { ScalingConfig: { MaximumConcurrency: 1 } }],
  // https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html: "Minimum value of 2. Maximum value of 1000."
  ['MaximumConcurrency must be from 2 to 1000, not 5000', { ScalingConfig: { MaximumConcurrency: 5000 } }],
  ['BatchSize must be from 1 to 10000, not 1.5', { BatchSize: 1.5 }],
  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
  ['up to 5 filters, not 6', { FilterCriteria: { Filters: Array(6).fill({ Pattern: '{"body":["a"]}' }) } }],
  ['Invalid filter pattern definition', { FilterCriteria: { Filters: [{ Pattern: '{"body":"a"}' }] } }],
  ['Invalid filter pattern definition', { FilterCriteria: { Filters: [{ Pattern: '{' }] } }],
  ['ReportBatchItemFailures only, not Report', { FunctionResponseTypes: ['Report'] }],
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html: "(Kinesis and DynamoDB Streams only)"
  ['a queue has no MaximumRetryAttempts', { MaximumRetryAttempts: 3 }],
  ['a stream has no ScalingConfig', { ...fromStream, ScalingConfig: { MaximumConcurrency: 5 } }],
  ['StartingPosition must be TRIM_HORIZON or LATEST, not undefined', { EventSourceArn: streamArn }],
  ['ParallelizationFactor must be from 1 to 10, not 11', { ...fromStream, ParallelizationFactor: 11 }],
  ['MaximumRetryAttempts must be from -1 to 10000, not 10001', { ...fromStream, MaximumRetryAttempts: 10_001 }],
  [
    'MaximumRecordAgeInSeconds must be -1, or from 60 to 604800, not 59',
    { ...fromStream, MaximumRecordAgeInSeconds: 59 },
  ],
  [
    'the on-failure destination must be a standard queue, not arn:q.fifo',
    { ...fromStream, DestinationConfig: { OnFailure: { Destination: 'arn:q.fifo' } } },
  ],
])('%s', (message, mapping) => {
  expect(() => checkMapping({ FunctionName: 'f', EventSourceArn: queueArn, ...mapping })).toThrow(message)
})

function sources(queue: FakeQueue, functions: ReturnType<typeof fakeFunctions<SqsRecord>>, dataDir?: string) {
  return createEventSources({
    ...(dataDir !== undefined && { dataDir }),
    functions,
    queues: queue,
    dynamodb: new FakeStream(),
    functionArnOf: (name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    clock: { now: () => 5000 },
  })
}

const settled = (eventSources: EventSources, state: string) =>
  eventually(() => expect(eventSources.list()[0]?.State).toBe(state))

test('a mapping that is disabled delivers nothing until it is enabled', async () => {
  const queue = new FakeQueue()
  const functions = fakeFunctions<SqsRecord>(() => null)
  const eventSources = sources(queue, functions)
  const { UUID, State } = eventSources.start({ FunctionName: 'f', EventSourceArn: queueArn, Enabled: false })
  expect(State).toBe('Disabled')
  queue.put('a')
  expect(queue.receives).toBe(0)
  expect(eventSources.update(UUID, { Enabled: true, BatchSize: 5 })).toMatchObject({ State: 'Enabling' })
  await eventually(() => expect(queue.deleted).toEqual(['a']))
  expect(eventSources.list()).toMatchObject([{ State: 'Enabled', BatchSize: 5 }])
  expect(eventSources.update(UUID, { Enabled: false })).toMatchObject({ State: 'Disabling' })
  await settled(eventSources, 'Disabled')
  queue.put('b')
  expect(queue.visible).toEqual(['b'])
  await eventSources.close(1000)
  expect(functions.calls).toHaveLength(1)
})

// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html: "The operation conflicts with the
// resource's availability. For example, you tried to update an event source mapping in the CREATING state".
test('while a change is being made Lambda refuses a further one, and CloudFormation waits', async () => {
  const queue = new FakeQueue()
  const eventSources = sources(
    queue,
    fakeFunctions<SqsRecord>(() => null),
  )
  const { UUID } = eventSources.start({ FunctionName: 'f', EventSourceArn: queueArn })
  eventSources.update(UUID, { Enabled: false })
  expect(() => eventSources.update(UUID, { Enabled: true })).toThrow(
    'Cannot update the event source mapping because it is in use.',
  )
  expect(await eventSources.change(UUID, { BatchSize: 3 })).toMatchObject({ State: 'Disabled', BatchSize: 3 })
  await eventSources.close(1000)
})

test('a batch that runs while its mapping is disabled ends with its messages deleted', async () => {
  const queue = new FakeQueue()
  const running = Promise.withResolvers<null>()
  const functions = fakeFunctions<SqsRecord>(() => running.promise)
  const eventSources = sources(queue, functions)
  const { UUID } = eventSources.start({ FunctionName: 'f', EventSourceArn: queueArn })
  queue.put('a')
  await eventually(() => expect(functions.calls).toHaveLength(1))
  eventSources.update(UUID, { Enabled: false })
  await settled(eventSources, 'Disabled')
  expect(queue.deleted).toEqual([])
  running.resolve(null)
  await eventually(() => expect(queue.deleted).toEqual(['a']))
  await eventSources.close(1000)
})

test('a mapping that a call has disabled is so after a restart, unless its template says otherwise', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mappings-'))
  const begin = (stated: Partial<EventSourceMapping> = {}) => {
    const functions = fakeFunctions<SqsRecord>(() => null)
    const eventSources = sources(new FakeQueue(), functions, dataDir)
    const { State } = eventSources.start({ UUID: 'u', FunctionName: 'f', EventSourceArn: queueArn, ...stated })
    return { eventSources, State }
  }
  try {
    const { eventSources } = begin()
    eventSources.update('u', { Enabled: false })
    await settled(eventSources, 'Disabled')
    await eventSources.close(1000)
    expect([begin().State, begin({ Enabled: true }).State]).toEqual(['Disabled', 'Enabled'])
  } finally {
    rmSync(dataDir, { recursive: true })
  }
})

test('a mapping is shown as Lambda shows it', async () => {
  const eventSources = sources(
    new FakeQueue(),
    fakeFunctions<SqsRecord>(() => null),
  )
  eventSources.start({
    UUID: 'u',
    FunctionName: 'f',
    EventSourceArn: queueArn,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
  expect(eventSources.list()).toEqual([
    {
      UUID: 'u',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      EventSourceArn: queueArn,
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      State: 'Enabled',
      StateTransitionReason: 'USER_INITIATED',
      LastProcessingResult: 'No records processed',
      LastModified: 5,
    },
  ])
  await eventSources.close(1000)
})

test('what cannot be changed is refused, and the mapping runs on', async () => {
  const queue = new FakeQueue()
  const eventSources = sources(
    queue,
    fakeFunctions<SqsRecord>(() => null),
  )
  const { UUID } = eventSources.start({ FunctionName: 'f', EventSourceArn: queueArn })
  expect(() => eventSources.update(UUID, { Topics: [] })).toThrow('Topics cannot be changed locally')
  expect(() => eventSources.update(UUID, { BatchSize: 0 })).toThrow('BatchSize must be')
  queue.put('a')
  await eventually(() => expect(queue.deleted).toEqual(['a']))
  await eventSources.close(1000)
})
