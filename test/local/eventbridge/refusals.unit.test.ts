import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type LocalEventBridge, startEventBridge } from '../../../local/eventbridge/index.ts'
import { EventBridgeStore } from '../../../local/eventbridge/store.ts'

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders'

const buses: LocalEventBridge[] = []
const directories: string[] = []
afterEach(async () => {
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
  vi.restoreAllMocks()
})

function directory(): string {
  directories.push(mkdtempSync(join(tmpdir(), 'events-')))
  return directories.at(-1) ?? ''
}

function start(dataDir?: string) {
  const bus = startEventBridge({
    region: 'us-east-1',
    accountId: '000000000000',
    ...(dataDir !== undefined && { dataDir }),
    targets: { sendToQueue: async () => {}, invokeFunction: async () => {} },
  })
  buses.push(bus)
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
    return { status, ...(JSON.parse(String(body)) as Record<string, unknown>) }
  }
  return { bus, call }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
describe('PutRule refuses a schedule that EventBridge refuses, and keeps nothing of it', () => {
  const notValid = expect.stringMatching(/^Parameter ScheduleExpression is not valid\./)
  test.each([
    ['words', { ScheduleExpression: 'every five minutes' }, notValid],
    ['an unknown unit', { ScheduleExpression: 'rate(5 min)' }, notValid],
    ['a cron expression that is none', { ScheduleExpression: 'cron(5-3 * * * ? *)' }, notValid],
    // "schedule expressions: cron or rate"; one-time schedules are EventBridge Scheduler's.
    ['a time', { ScheduleExpression: 'at(2026-01-01T00:00:00)' }, notValid],
    // "You can only create scheduled rules using the default event bus."
    [
      'a custom bus',
      { ScheduleExpression: 'rate(5 minutes)', EventBusName: 'shop' },
      'ScheduleExpression is supported only on the default event bus.',
    ],
  ])('%s', async (_, input, message) => {
    const dataDir = directory()
    const { bus, call } = start(dataDir)
    await call('CreateEventBus', { Name: 'shop' })
    expect(await call('PutRule', { Name: 'tick', ...input })).toMatchObject({
      status: 400,
      __type: 'ValidationException',
      message,
    })
    expect(() => bus.putRule({ Name: 'tick', ...input, Targets: [] })).toThrow(/ScheduleExpression/)
    await buses.pop()?.close()
    const again = start(dataDir)
    expect(await again.call('ListRules', { EventBusName: 'shop' })).toMatchObject({ Rules: [] })
    expect(await again.call('ListRules', {})).toMatchObject({ Rules: [] })
  })
})

test('a kept rule that cannot be read is told and left out; the rest of the directory is there', async () => {
  const dataDir = directory()
  const store = new EventBridgeStore(dataDir)
  const rule = { EventBusName: 'default', State: 'ENABLED', Targets: [{ Id: 'queue', Arn: QUEUE }] }
  for (const [Name, more] of Object.entries({
    words: { ScheduleExpression: 'every five minutes' },
    broken: { EventPattern: '{"source":[{"unknown":1}]}' },
    fine: { EventPattern: '{"source":["shop"]}' },
  })) {
    store.put('rule', `default/${Name}`, {
      Name,
      Arn: `arn:aws:events:us-east-1:000000000000:rule/${Name}`,
      ...rule,
      ...more,
    })
  }
  store.close()
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { call } = start(dataDir)
  expect(said.mock.calls.flat()).toEqual([
    expect.stringMatching(/^Rule broken is left out: /),
    expect.stringMatching(/^Rule words is not scheduled: Invalid Schedule Expression every five minutes\.$/),
  ])
  const { Rules } = (await call('ListRules', {})) as unknown as { Rules: { Name: string }[] }
  expect(Rules.map(({ Name }) => Name).sort()).toEqual(['broken', 'fine', 'words'])
  await call('RemoveTargets', { Rule: 'broken', Ids: ['queue'] })
})
