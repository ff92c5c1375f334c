import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { UndeliverableError } from '../../../local/delivery/delivery.ts'
import { startEventBridge } from '../../../local/eventbridge/index.ts'
import { eventually } from '../../support/eventually.ts'

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders'
const OTHER = 'arn:aws:sqs:us-east-1:000000000000:other'
const DLQ = 'arn:aws:sqs:us-east-1:000000000000:dlq'
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:handler'

interface Sent {
  arn: string
  body: { id: string; detail: unknown; [name: string]: unknown }
  attributes?: Record<string, string>
}

const closers: (() => Promise<void>)[] = []
const directories: string[] = []

function start(options: { dataDir?: string; now?: () => number } = {}) {
  const sent: Sent[] = []
  const invoked: unknown[] = []
  const broken = new Map<string, Error>()
  const bus = startEventBridge({
    region: 'us-east-1',
    accountId: '000000000000',
    clock: { now: options.now ?? (() => Date.UTC(2026, 0, 1)) },
    ...(options.dataDir && { dataDir: options.dataDir }),
    targets: {
      async sendToQueue(arn, body, _, { attributes }) {
        const error = broken.get(arn)
        if (error) throw error
        sent.push({ arn, body: JSON.parse(body), ...(attributes && { attributes }) })
      },
      invokeFunction: async (_, payload) => void invoked.push(payload),
    },
  })
  closers.push(() => bus.close())
  const call = async (operation: string, input: object) => {
    const { status, body } = await bus.handle({
      service: 'events',
      region: 'us-east-1',
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { 'x-amz-target': `AWSEvents.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    })
    return { status, ...(JSON.parse(String(body)) as Record<string, never>) } as Record<string, unknown>
  }
  return { bus, sent, invoked, broken, call }
}

const entry = (detail: object, more: object = {}) => ({
  Source: 'shop',
  DetailType: 'order.created',
  Detail: JSON.stringify(detail),
  ...more,
})
const everything = JSON.stringify({ source: ['shop'] })
const target = (Arn: string, more: object = {}) => ({ Id: Arn.slice(Arn.lastIndexOf(':') + 1), Arn, ...more })

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(closers.splice(0).map((close) => close()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

describe('PutEvents', () => {
  test('delivers the whole event to the targets of matching rules of that bus only', async () => {
    const { bus, sent, invoked, call } = start()
    bus.createBus('shop')
    const pattern = JSON.stringify({ detail: { total: [{ numeric: ['>', 10] }] } })
    const onShop = { EventBusName: 'shop', Targets: [target(QUEUE), target(FUNCTION)] }
    bus.putRule({ Name: 'large', EventPattern: pattern, ...onShop })
    bus.putRule({ Name: 'elsewhere', EventPattern: everything, Targets: [target(OTHER)] })
    const answer = await call('PutEvents', {
      Entries: [
        entry({ total: 5 }, { EventBusName: 'shop' }),
        entry(
          { total: 50 },
          { EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/shop', Resources: ['r'] },
        ),
      ],
    })
    expect(answer).toMatchObject({ status: 200, FailedEntryCount: 0 })
    const event = {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'order.created',
      source: 'shop',
      account: '000000000000',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: ['r'],
      detail: { total: 50 },
    }
    expect(sent).toEqual([{ arn: QUEUE, body: event }])
    expect(invoked).toEqual([event])
    expect((answer.Entries as { EventId: string }[])[1]?.EventId).toBe(sent[0]?.body.id)
  })

  test('entries fail one by one under a 200', async () => {
    const { bus, sent, call } = start()
    bus.putRule({ Name: 'all', EventPattern: everything, Targets: [target(QUEUE)] })
    const answer = await call('PutEvents', {
      Entries: [
        entry({ n: 1 }),
        { ...entry({}), Detail: '{' },
        { ...entry({}), Detail: '"text"' },
        { ...entry({}), Source: undefined },
        { ...entry({}), Source: 'aws.s3' },
        entry({}, { EventBusName: 'nowhere' }),
      ],
    })
    expect(answer).toMatchObject({ status: 200, FailedEntryCount: 5 })
    expect((answer.Entries as { ErrorCode?: string }[]).map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
    ])
    expect(sent.map(({ body }) => body.detail)).toEqual([{ n: 1 }])
  })

  test('more than 10 entries, none, or more than 1 MB are refused as a whole', async () => {
    const { call } = start()
    for (const Entries of [[], Array.from({ length: 11 }, () => entry({})), [entry({ text: 'x'.repeat(1 << 20) })]]) {
      expect(await call('PutEvents', { Entries })).toMatchObject({ status: 400, __type: 'ValidationException' })
    }
  })
})

describe('delivery', () => {
  test('what cannot be delivered goes to the target’s dead-letter queue with its cause', async () => {
    const { bus, sent, broken, call } = start()
    broken.set(QUEUE, new UndeliverableError('NO_RESOURCE', 'gone'))
    const rule = bus.putRule({
      Name: 'all',
      EventPattern: everything,
      Targets: [target(QUEUE, { DeadLetterConfig: { Arn: DLQ } })],
    })
    await call('PutEvents', { Entries: [entry({ n: 1 })] })
    expect(sent).toMatchObject([
      {
        arn: DLQ,
        body: { detail: { n: 1 } },
        attributes: { RULE_ARN: rule.Arn, TARGET_ARN: QUEUE, ERROR_CODE: 'NO_RESOURCE', ERROR_MESSAGE: 'gone' },
      },
    ])
  })

  test('a dead-letter queue that refuses fails nobody: the event is lost with a line, as on AWS', async () => {
    const lost = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { bus, sent, broken, call } = start()
    const toQueue = target(QUEUE, { DeadLetterConfig: { Arn: DLQ } })
    bus.putRule({ Name: 'all', EventPattern: everything, Targets: [toQueue, target(OTHER)] })
    broken.set(QUEUE, new UndeliverableError('INVALID_MESSAGE', 'refused'))
    broken.set(DLQ, new UndeliverableError('INVALID_MESSAGE', 'refused, too'))
    expect(await call('PutEvents', { Entries: [entry({ n: 1 })] })).toMatchObject({ status: 200, FailedEntryCount: 0 })
    expect(sent.map(({ arn }) => arn)).toEqual([OTHER])
    expect(lost.mock.calls.flat().join()).toContain('refused, too')
    lost.mockRestore()
  })

  test('the cause of a dead letter is a text that a message attribute can hold, whatever the error said', async () => {
    const { bus, sent, broken, call } = start()
    bus.putRule({ Name: 'all', EventPattern: everything, Targets: [target(QUEUE, { DeadLetterConfig: { Arn: DLQ } })] })
    for (const message of ['', 'a\0b\ud800', `${'x'.repeat(999)}\u{1f381}`]) {
      broken.set(QUEUE, new UndeliverableError('INVALID_MESSAGE', message))
      await call('PutEvents', { Entries: [entry({ n: 1 })] })
    }
    const causes = sent.map(({ attributes }) => attributes?.ERROR_MESSAGE)
    expect(causes).toEqual(['unknown', 'a\ufffdb\ufffd', `${'x'.repeat(999)}\ufffd`])
  })

  test('a failing target is retried by its policy, then its event is dead-lettered', async () => {
    vi.useFakeTimers()
    const { bus, sent, broken, call } = start()
    broken.set(QUEUE, new Error('busy'))
    const policy = { RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: DLQ } }
    bus.putRule({ Name: 'all', EventPattern: everything, Targets: [target(QUEUE, policy)] })
    expect(await call('PutEvents', { Entries: [entry({})] })).toMatchObject({ FailedEntryCount: 0 })
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent).toMatchObject([
      { arn: DLQ, attributes: { RETRY_ATTEMPTS: '2', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' } },
    ])
  })

  test('a target that recovers gets the event, also across a restart', async () => {
    vi.useFakeTimers()
    const dataDir = mkdtempSync(join(tmpdir(), 'events-'))
    directories.push(dataDir)
    const before = start({ dataDir })
    before.broken.set(QUEUE, new Error('busy'))
    before.bus.putRule({ Name: 'all', EventPattern: everything, Targets: [target(QUEUE)] })
    await before.call('PutEvents', { Entries: [entry({ n: 1 })] })
    await before.bus.close()
    closers.pop()

    const { sent } = start({ dataDir })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent).toMatchObject([{ arn: QUEUE, body: { detail: { n: 1 } } }])
  })

  test('Input and InputPath say what is delivered', async () => {
    const { bus, sent, call } = start()
    const Targets = [target(QUEUE, { Input: '{"fixed":true}' }), target(OTHER, { InputPath: '$.detail' })]
    bus.putRule({ Name: 'all', EventPattern: everything, Targets })
    await call('PutEvents', { Entries: [entry({ n: 1 })] })
    expect(sent.map(({ body }) => body)).toEqual([{ fixed: true }, { n: 1 }])
  })

  test('an event bus can be a target', async () => {
    const { bus, sent, call } = start()
    const { arn } = bus.createBus('second')
    bus.putRule({ Name: 'forward', EventPattern: everything, Targets: [target(arn)] })
    bus.putRule({ Name: 'all', EventBusName: 'second', EventPattern: everything, Targets: [target(QUEUE)] })
    await call('PutEvents', { Entries: [entry({ n: 1 })] })
    expect(sent).toHaveLength(1)
  })
})

describe('rules', () => {
  test('disabled by the API, a rule of the template stays so after a restart; one that left the template is gone', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'events-'))
    directories.push(dataDir)
    const before = start({ dataDir })
    for (const Name of ['kept', 'left']) {
      before.bus.putRule({ Name, EventPattern: everything, Targets: [target(QUEUE)] })
    }
    await before.call('DisableRule', { Name: 'kept' })
    await before.bus.close()
    closers.pop()

    const { bus, call, sent } = start({ dataDir })
    bus.putRule({ Name: 'kept', EventPattern: everything, Targets: [target(QUEUE)] })
    bus.resume()
    const { Rules } = (await call('ListRules', {})) as { Rules: { Name: string; State: string }[] }
    expect(Rules.map(({ Name, State }) => [Name, State])).toEqual([['kept', 'DISABLED']])
    await call('PutEvents', { Entries: [entry({})] })
    expect(sent).toEqual([])
    await call('EnableRule', { Name: 'kept' })
    await call('PutEvents', { Entries: [entry({})] })
    expect(sent).toHaveLength(1)
  })

  test('a malformed pattern is refused with its reason', async () => {
    const { call } = start()
    const answer = await call('PutRule', { Name: 'bad', EventPattern: '{"source":"shop"}' })
    expect(answer).toMatchObject({
      __type: 'InvalidEventPatternException',
      message: 'Event pattern is not valid. Reason: "source" must be an object or an array',
    })
  })

  test('targets are put, listed and removed', async () => {
    const { call } = start()
    await call('PutRule', { Name: 'r', EventPattern: everything })
    await call('PutTargets', { Rule: 'r', Targets: [target(QUEUE), target(OTHER)] })
    await call('RemoveTargets', { Rule: 'r', Ids: ['other'] })
    expect(await call('ListTargetsByRule', { Rule: 'r' })).toMatchObject({ Targets: [target(QUEUE)] })
    expect(await call('ListRuleNamesByTarget', { TargetArn: QUEUE })).toMatchObject({ RuleNames: ['r'] })
  })

  test('a scheduled rule fires at its rate', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
    const { bus, sent } = start({ now: Date.now })
    bus.putRule({ Name: 'tick', ScheduleExpression: 'rate(5 minutes)', Targets: [target(QUEUE)] })
    await vi.advanceTimersByTimeAsync(11 * 60_000)
    expect(sent.map(({ body }) => [body['detail-type'], body.time])).toEqual([
      ['Scheduled Event', '2026-01-01T00:05:00Z'],
      ['Scheduled Event', '2026-01-01T00:10:00Z'],
    ])
  })
})

describe('archive and replay', () => {
  const busArn = 'arn:aws:events:us-east-1:000000000000:event-bus/default'
  const at = (seconds: number) => ({ Time: Date.UTC(2026, 0, 1) / 1000 + seconds })

  async function archived(dataDir?: string) {
    const started = start(dataDir ? { dataDir } : {})
    const { bus, call } = started
    const first = bus.putRule({ Name: 'first', EventPattern: everything, Targets: [target(QUEUE)] })
    bus.putRule({ Name: 'second', EventPattern: everything, Targets: [target(OTHER)] })
    const { arn } = bus.putArchive({
      ArchiveName: 'orders',
      EventSourceArn: busArn,
      EventPattern: JSON.stringify({ 'detail-type': [{ prefix: 'order.' }] }),
    })
    await call('PutEvents', {
      Entries: [
        entry({ n: 1 }, at(1)),
        entry({ n: 2 }, at(2)),
        entry({ n: 3 }, at(3)),
        entry({ n: 0 }, { ...at(2), DetailType: 'customer.registered' }),
      ],
    })
    started.sent.length = 0
    return { ...started, archiveArn: arn, first }
  }

  test('replays the events of a time span to one rule, marked with the replay’s name', async () => {
    const { call, sent, archiveArn, first } = await archived()
    expect(await call('DescribeArchive', { ArchiveName: 'orders' })).toMatchObject({ EventCount: 3, State: 'ENABLED' })
    const started = await call('StartReplay', {
      ReplayName: 'again',
      EventSourceArn: archiveArn,
      EventStartTime: at(2).Time,
      EventEndTime: at(10).Time,
      Destination: { Arn: busArn, FilterArns: [first.Arn] },
    })
    expect(started).toMatchObject({ status: 200, State: 'STARTING' })
    await eventually(async () =>
      expect(await call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({
        State: 'COMPLETED',
        EventLastReplayedTime: at(3).Time,
      }),
    )
    expect(sent.map(({ arn, body }) => [arn, body.detail, body['replay-name']])).toEqual([
      [QUEUE, { n: 2 }, 'again'],
      [QUEUE, { n: 3 }, 'again'],
    ])
    expect(await call('DescribeArchive', { ArchiveName: 'orders' })).toMatchObject({ EventCount: 3 })
  })

  test('a replay can be cancelled; a finished one cannot', async () => {
    const { call, archiveArn } = await archived()
    const span = { EventSourceArn: archiveArn, EventStartTime: 0, EventEndTime: at(10).Time }
    await call('StartReplay', { ReplayName: 'stop', ...span, Destination: { Arn: busArn } })
    expect(await call('CancelReplay', { ReplayName: 'stop' })).toMatchObject({ State: 'CANCELLING' })
    await eventually(async () =>
      expect(await call('DescribeReplay', { ReplayName: 'stop' })).toMatchObject({ State: 'CANCELLED' }),
    )
    expect(await call('CancelReplay', { ReplayName: 'stop' })).toMatchObject({ __type: 'IllegalStatusException' })
    const { Replays } = (await call('ListReplays', { State: 'CANCELLED' })) as { Replays: unknown[] }
    expect(Replays).toHaveLength(1)
  })

  test('the archive survives a restart and drops what is past its retention', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'events-'))
    directories.push(dataDir)
    await (await archived(dataDir)).bus.close()
    closers.pop()
    const later = start({ dataDir })
    expect(await later.call('DescribeArchive', { ArchiveName: 'orders' })).toMatchObject({ EventCount: 3 })
    later.bus.putArchive({ ArchiveName: 'orders', EventSourceArn: busArn, RetentionDays: 7 })
    await later.bus.close()
    closers.pop()
    const muchLater = start({ dataDir, now: () => Date.UTC(2026, 0, 9) })
    expect(await muchLater.call('DescribeArchive', { ArchiveName: 'orders' })).toMatchObject({ EventCount: 0 })
  })

  test.each([
    ['an unknown archive', { EventSourceArn: 'arn:aws:events:us-east-1:0:archive/none' }, 'ResourceNotFoundException'],
    ['another bus', { Destination: { Arn: busArn.replace('default', 'x') } }, 'ValidationException'],
    ['an empty span', { EventEndTime: 0 }, 'ValidationException'],
  ])('a replay of %s is refused', async (_, change, error) => {
    const { call, archiveArn } = await archived()
    const input = { ReplayName: 'r', EventSourceArn: archiveArn, EventStartTime: 0, EventEndTime: 1 }
    const answer = await call('StartReplay', { ...input, Destination: { Arn: busArn }, ...change })
    expect(answer).toMatchObject({ status: 400, __type: error })
  })
})
