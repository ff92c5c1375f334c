import { describe, expect, it } from 'vitest'
import { logsApi } from '../../../local/logs/api.ts'
import { LogStore } from '../../../local/logs/store.ts'

const start = Date.parse('2026-04-28T10:00:00.000Z')
const stream = (number: number) => `2026/04/28/[$LATEST]${number}`

function logs() {
  let now = start
  const store = new LogStore({ now: () => now })
  const handle = logsApi(store, { region: 'us-east-1', accountId: '000000000000' })
  const call = async (operation: string, input: object) => {
    const { status, body } = await handle({
      service: 'logs',
      region: 'us-east-1',
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': `Logs_20140328.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    })
    return { status, ...JSON.parse(String(body)) }
  }
  const write = (group: string, number: number, message: string, afterMs = 1) => {
    now += afterMs
    store.write(group, stream(number), message)
  }
  return { store, call, write }
}

interface Event {
  readonly message: string
  readonly eventId?: string
}
const messagesOf = ({ events }: { events: readonly Event[] }) => events.map(({ message }) => message)

describe('CloudWatch Logs', () => {
  it('lists groups with their retention, by name and in pages', async () => {
    const { store, call } = logs()
    for (const name of ['b', 'a', 'c']) store.addGroup(name, name === 'a' ? 30 : undefined)
    const first = await call('DescribeLogGroups', { limit: 2 })
    expect(first.logGroups).toMatchObject([
      { logGroupName: 'a', retentionInDays: 30, arn: 'arn:aws:logs:us-east-1:000000000000:log-group:a:*' },
      { logGroupName: 'b' },
    ])
    const second = await call('DescribeLogGroups', { limit: 2, nextToken: first.nextToken })
    expect(second).toMatchObject({ logGroups: [{ logGroupName: 'c' }] })
    expect(second).not.toHaveProperty('nextToken')
    expect((await call('DescribeLogGroups', { logGroupNamePrefix: 'c' })).logGroups).toHaveLength(1)
  })

  it('lists streams, those with the newest event first on request', async () => {
    const { call, write } = logs()
    for (const number of [1, 2, 1]) write('g', number, 'x')
    const names = async (input: object) =>
      (await call('DescribeLogStreams', { logGroupName: 'g', ...input })).logStreams.map(
        ({ logStreamName }: { logStreamName: string }) => logStreamName,
      )
    expect(await names({})).toEqual([stream(1), stream(2)])
    expect(await names({ orderBy: 'LastEventTime', descending: true })).toEqual([stream(1), stream(2)])
    expect(await names({ orderBy: 'LastEventTime' })).toEqual([stream(2), stream(1)])
  })

  it('filters the events of all streams by time and pattern, page by page, none twice and none missed', async () => {
    const { call, write } = logs()
    for (let number = 0; number < 10; number++)
      write('g', number % 2, number % 3 === 0 ? `ERROR ${number}` : `${number}`)
    const filter = (input: object) => call('FilterLogEvents', { logGroupName: 'g', ...input })
    expect(messagesOf(await filter({ filterPattern: 'ERROR' }))).toEqual(['ERROR 0', 'ERROR 3', 'ERROR 6', 'ERROR 9'])
    expect(messagesOf(await filter({ startTime: start + 3, endTime: start + 4 }))).toEqual(['2', 'ERROR 3'])
    expect(messagesOf(await filter({ logStreamNames: [stream(1)] }))).toEqual(['1', 'ERROR 3', '5', '7', 'ERROR 9'])
    const pages: string[] = []
    const ids = new Set<string>()
    let nextToken: string | undefined
    do {
      const page = await filter({ limit: 3, nextToken })
      pages.push(...messagesOf(page))
      for (const { eventId } of page.events as Event[]) ids.add(eventId ?? '')
      nextToken = page.nextToken
    } while (nextToken)
    expect(pages).toHaveLength(10)
    expect(ids.size).toBe(10)
    // By ARN, as the newer parameter takes it.
    const logGroupIdentifier = 'arn:aws:logs:us-east-1:000000000000:log-group:g'
    expect(messagesOf(await call('FilterLogEvents', { logGroupIdentifier, limit: 1 }))).toEqual(['ERROR 0'])
  })

  it('reads a stream from its head or its end, and comes back with the same token at an end', async () => {
    const { call, write } = logs()
    for (let number = 0; number < 5; number++) write('g', 1, `${number}`)
    const get = (input: object) =>
      call('GetLogEvents', { logGroupName: 'g', logStreamName: stream(1), limit: 2, ...input })
    const newest = await get({})
    expect(messagesOf(newest)).toEqual(['3', '4'])
    const older = await get({ nextToken: newest.nextBackwardToken })
    expect(messagesOf(older)).toEqual(['1', '2'])
    expect(messagesOf(await get({ startFromHead: true }))).toEqual(['0', '1'])
    const end = await get({ nextToken: newest.nextForwardToken })
    expect(end).toMatchObject({ events: [], nextForwardToken: newest.nextForwardToken })
    write('g', 1, '5')
    expect(messagesOf(await get({ nextToken: newest.nextForwardToken }))).toEqual(['5'])
  })

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html#API_FilterLogEvents_Errors
  it.each<[string, object, string, RegExp]>([
    [
      'FilterLogEvents',
      { logGroupName: 'none' },
      'ResourceNotFoundException',
      /The specified log group does not exist/,
    ],
    ['FilterLogEvents', {}, 'InvalidParameterException', /Exactly one of/],
    ['FilterLogEvents', { logGroupName: 'g', logGroupIdentifier: 'g' }, 'InvalidParameterException', /Exactly one of/],
    [
      'FilterLogEvents',
      { logGroupName: 'g', limit: 10_001 },
      'InvalidParameterException',
      /'limit'.*less than or equal to 10000/,
    ],
    ['FilterLogEvents', { logGroupName: 'g g' }, 'InvalidParameterException', /regular expression/],
    ['FilterLogEvents', { logGroupName: 'g', startTime: 2, endTime: 1 }, 'InvalidParameterException', /startTime/],
    ['FilterLogEvents', { logGroupName: 'g', nextToken: 'x' }, 'InvalidParameterException', /nextToken is invalid/],
    [
      'FilterLogEvents',
      { logGroupName: 'g', filterPattern: 'a-b' },
      'InvalidParameterException',
      /Invalid filter pattern/,
    ],
    [
      'FilterLogEvents',
      { logGroupName: 'g', logStreamNames: ['a'], logStreamNamePrefix: 'a' },
      'InvalidParameterException',
      /Only one/,
    ],
    [
      'GetLogEvents',
      { logGroupName: 'g', logStreamName: 'none' },
      'ResourceNotFoundException',
      /The specified log stream does not exist/,
    ],
    ['GetLogEvents', { logGroupName: 'g' }, 'InvalidParameterException', /'logStreamName'.*must not be null/],
    [
      'DescribeLogStreams',
      { logGroupName: 'g', orderBy: 'LastEventTime', logStreamNamePrefix: 'a' },
      'InvalidParameterException',
      /LastEventTime/,
    ],
    [
      'DescribeLogGroups',
      { logGroupNamePrefix: 'a', logGroupNamePattern: 'a' },
      'InvalidParameterException',
      /mutually exclusive/,
    ],
    ['PutLogEvents', {}, 'UnknownOperationException', /not supported/],
  ])('%s %j is refused: %s', async (operation, input, code, message) => {
    const { store, call } = logs()
    store.addGroup('g')
    expect(await call(operation, input)).toMatchObject({
      status: 400,
      __type: code,
      message: expect.stringMatching(message),
    })
  })

  it('forgets the oldest lines of what says most, and keeps the rest, however much functions write', () => {
    const { store, write } = logs()
    write('quiet', 1, 'kept')
    for (let number = 0; number < 40; number++) write('loud', number, 'x'.repeat(1_000_000))
    const loud = store.group('loud')
    expect(store.group('quiet')?.events).toHaveLength(1)
    expect(loud?.characters).toBeLessThanOrEqual(16_000_000)
    expect(loud?.events.at(-1)?.stream).toBe(stream(39))
    expect(loud?.streams.has(stream(0))).toBe(false)
  })
})
