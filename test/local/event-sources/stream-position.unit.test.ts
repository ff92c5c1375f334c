import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createEventSources, type RunningEventSource, startEventSource } from '../../../local/event-sources/index.ts'
import { openPositionStore } from '../../../local/event-sources/stream-position.ts'
import type { DynamoDbStreamRecord } from '../../../local/ports.ts'
import { anyCharacter } from '../../support/any-text.ts'
import { eventually } from '../../support/eventually.ts'
import { FakeQueue, FakeStream, fakeFunctions, streamArn } from './fakes.ts'

const running: RunningEventSource[] = []
const folders: string[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((source) => source.stop(50)))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function directory(): string {
  const folder = mkdtempSync(join(tmpdir(), 'positions-'))
  folders.push(folder)
  return folder
}

function start(stream: FakeStream, dataDir: string, startingPosition: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON') {
  const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
  const problems: string[] = []
  const source = startEventSource(
    { FunctionName: 'relay', EventSourceArn: streamArn, StartingPosition: startingPosition },
    {
      functions,
      queues: new FakeQueue(),
      dynamodb: stream,
      clock: { now: () => 0 },
      dataDir,
      onProblem: (problem) => problems.push(problem),
    },
  )
  running.push(source)
  return {
    source,
    problems,
    got: () => functions.calls.flatMap(({ records }) => records.map(({ eventID }) => eventID)),
  }
}

const changes = (...names: string[]) => names.map((value) => ({ pk: value[0] ?? '', value }))

/** Processes two records, stops, and gives the file in which the position stands. */
async function afterTwoRecords(stream: FakeStream) {
  const dataDir = directory()
  stream.write(...changes('a1', 'a2'))
  const { source, got } = start(stream, dataDir)
  await eventually(() => expect(got()).toEqual(['a1', 'a2']))
  await source.stop(50)
  const folder = join(dataDir, 'event-sources')
  return { dataDir, file: join(folder, readdirSync(folder)[0] ?? '') }
}

describe('the position of a stream event source', () => {
  test('that is whole goes on where it was', async () => {
    const stream = new FakeStream()
    const { dataDir } = await afterTwoRecords(stream)
    stream.write(...changes('a3'))
    const { got, problems } = start(stream, dataDir)
    await eventually(() => expect(got()).toEqual(['a3']))
    expect(problems).toEqual([])
  })

  test.each([
    ['empty', ''],
    ['half a file', '["12'],
    ['other JSON', '{"a":1}'],
    ['null', 'null'],
    ['no lane', '[]'],
    ['numbers instead of texts', '[12]'],
    ['no number', '["x"]'],
    ['bytes', '\u0000\u0000\u0000'],
    ['beyond the end of the stream', '["99"]'],
  ])('that is %s begins anew and says so, whatever the starting position', async (_, content) => {
    const stream = new FakeStream()
    const { dataDir, file } = await afterTwoRecords(stream)
    writeFileSync(file, content)
    stream.write(...changes('a3'))
    const { got, problems } = start(stream, dataDir, 'LATEST')
    await eventually(() => expect(got()).toEqual(['a1', 'a2', 'a3']))
    expect(problems.join()).toMatch(/relay: its position in the stream of events .* begins anew/)
  })

  test('is read or found damaged, whatever stands in the file', async () => {
    const dataDir = directory()
    const store = openPositionStore(dataDir, 'mapping')
    const file = join(dataDir, 'event-sources', 'mapping.json')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: anyCharacter }),
          fc.json(),
          fc.json().map((text) => text.slice(0, -1)),
        ),
        (text) => {
          writeFileSync(file, text)
          const loaded = store.load()
          if (loaded === 'damaged') return
          expect(loaded?.length).toBeGreaterThan(0)
          for (const position of loaded ?? []) expect(typeof position).toBe('bigint')
        },
      ),
      { numRuns: 300 },
    )
  })

  test('that cannot be written is a problem, not the end of the process, and is written when it can be again', async () => {
    const dataDir = directory()
    const problems: string[] = []
    const store = openPositionStore(dataDir, 'mapping', (problem) => problems.push(problem))
    const folder = join(dataDir, 'event-sources')
    rmSync(folder, { recursive: true })
    store.save([7n])
    await store.flush()
    expect(problems.join()).toMatch(/The position in .*mapping\.json cannot be written: ENOENT/)
    mkdirSync(folder)
    store.save([8n])
    await store.flush()
    expect(store.load()).toEqual([8n])
  })

  test('is read again after a failure: a source never ends while it runs', async () => {
    const stream = new FakeStream()
    const { dataDir } = await afterTwoRecords(stream)
    vi.spyOn(stream, 'readStream').mockRejectedValueOnce(new Error('the store is busy'))
    stream.write(...changes('a3'))
    const { got, problems } = start(stream, dataDir)
    await eventually(() => expect(got()).toEqual(['a3']))
    expect(problems).toEqual(['Stream of events: the store is busy'])
  })
})

// https://docs.aws.amazon.com/sdkfornet/latest/apidocs/items/TLambdaUpdateEventSourceMappingRequestNET45.html: "If you enable again, it will
// resume polling from the time it had stopped polling [...]. However, if you delete event source mapping and create it again, it will reset."
describe.each([
  ['in memory', () => ({})],
  ['on disk', () => ({ dataDir: directory() })],
])('a mapping whose position is kept %s', (_where, kept) => {
  const begin = async (StartingPosition: 'TRIM_HORIZON' | 'LATEST') => {
    const stream = new FakeStream()
    const functions = fakeFunctions<DynamoDbStreamRecord>(() => null)
    const sources = createEventSources({
      functions,
      queues: new FakeQueue(),
      dynamodb: stream,
      functionArnOf: (name) => name,
      clock: { now: () => 0 },
      ...kept(),
    })
    running.push({ stop: (drainMs) => sources.close(drainMs) } as RunningEventSource)
    const mapping = { FunctionName: 'relay', EventSourceArn: streamArn, StartingPosition, BatchSize: 1 }
    const { UUID = '' } = sources.start(mapping)
    const got = () => functions.calls.flatMap(({ records }) => records.map(({ eventID }) => eventID))
    return { stream, sources, mapping, UUID, got }
  }

  test.each(['TRIM_HORIZON', 'LATEST'] as const)(
    'goes on where it was when it is enabled again, whatever its StartingPosition %s',
    async (position) => {
      const { stream, sources, UUID, got } = await begin(position)
      stream.write(...changes('a1', 'a2'))
      await eventually(() => expect(got()).toEqual(['a1', 'a2']))
      await sources.change(UUID, { Enabled: false })
      stream.write(...changes('a3'))
      await sources.change(UUID, { Enabled: true })
      stream.write(...changes('a4'))
      await eventually(() => expect(got()).toEqual(['a1', 'a2', 'a3', 'a4']))
    },
  )

  test('begins anew when it is deleted and created again', async () => {
    const { stream, sources, mapping, UUID, got } = await begin('TRIM_HORIZON')
    stream.write(...changes('a1'))
    await eventually(() => expect(got()).toEqual(['a1']))
    await sources.remove(UUID)
    stream.write(...changes('a2'))
    sources.start(mapping)
    await eventually(() => expect(got()).toEqual(['a1', 'a1', 'a2']))
  })
})
