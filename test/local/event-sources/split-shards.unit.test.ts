import { expect, test } from 'vitest'
import { startEventSource } from '../../../local/event-sources/index.ts'
import type { DynamoDbStreamRecord } from '../../../local/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeQueue, FakeStream, fakeFunctions, streamArn } from './fakes.ts'

/** The order in which the records of one partition key arrive, the first of them in a shard that stalls. */
async function arrivals(splitsCollections: boolean): Promise<string[]> {
  const stream = new FakeStream()
  const seen: string[] = []
  const functions = fakeFunctions<DynamoDbStreamRecord>(
    (records) => void seen.push(...records.map(({ eventID }) => eventID)),
    { concurrency: 10 },
  )
  const names = Array.from({ length: 12 }, (_, index) => `a${index}`)
  stream.write(...names.map((value) => ({ pk: 'a', value })))
  const source = startEventSource(
    { FunctionName: 'relay', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', BatchSize: 1 },
    {
      functions,
      queues: new FakeQueue(),
      dynamodb: stream,
      clock: { now: () => 0 },
      faults: {
        onReceive: () => ({}),
        splitsCollections,
        onStreamRecord: (_, image) => (image.includes('"a0"') ? 200 : undefined),
      },
    },
  )
  await eventually(() => expect(seen).toHaveLength(names.length))
  await source.stop(50)
  return seen
}

test('a stalling shard holds up the stream, as long as there is one', async () => {
  expect((await arrivals(false))[0]).toBe('a0')
})

test('the items of one partition key overtake each other when their collection is split over shards', async () => {
  const seen = await arrivals(true)
  expect(seen.indexOf('a0')).toBeGreaterThan(0)
  expect(seen.toSorted()).toEqual(Array.from({ length: 12 }, (_, index) => `a${index}`).toSorted())
})
