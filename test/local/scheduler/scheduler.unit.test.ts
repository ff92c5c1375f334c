import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LocalScheduler, startScheduler } from '../../../local/scheduler/index.ts'

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:commands'
const open: LocalScheduler[] = []
const directories: string[] = []

function start(dataDir?: string) {
  const sent: { arn: string; body: string }[] = []
  /** What happens while a message is on its way to the queue. */
  const onTheWay: (() => Promise<unknown>)[] = []
  const scheduler = startScheduler({
    region: 'us-east-1',
    accountId: '000000000000',
    ...(dataDir && { dataDir }),
    targets: {
      sendToQueue: async (arn, body) => {
        await onTheWay.shift()?.()
        sent.push({ arn, body })
      },
      invokeFunction: async (arn, payload) => void sent.push({ arn, body: JSON.stringify(payload) }),
      putOnBus: async () => undefined,
    },
  })
  open.push(scheduler)
  const call = async (method: string, path: string, input?: object) => {
    const [pathname = '', query = ''] = path.split('?')
    const { status, body } = await scheduler.handle({
      service: 'scheduler',
      region: 'us-east-1',
      method,
      path: pathname,
      query: new URLSearchParams(query),
      headers: {},
      body: Buffer.from(input ? JSON.stringify(input) : ''),
    })
    return { status, ...(JSON.parse(String(body) || '{}') as object) } as Record<string, unknown>
  }
  return { scheduler, sent, onTheWay, call }
}

function stop(scheduler: LocalScheduler): void {
  scheduler.close()
  open.splice(open.indexOf(scheduler), 1)
}

const deadline = (more: object = {}) => ({
  ScheduleExpression: 'at(2026-01-01T00:15:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: { Arn: QUEUE, RoleArn: 'arn:aws:iam::000000000000:role/x', Input: '{"order":"1"}' },
  ...more,
})

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) }))

afterEach(() => {
  for (const scheduler of open.splice(0)) scheduler.close()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
  vi.useRealTimers()
})

describe('EventBridge Scheduler', () => {
  test('a one-time schedule delivers its input once, at its time, and is gone afterwards', async () => {
    const { sent, call } = start()
    expect(await call('POST', '/schedules/order-1', deadline())).toMatchObject({
      ScheduleArn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/order-1',
    })
    await vi.advanceTimersByTimeAsync(14 * 60_000)
    expect(sent).toEqual([])
    expect(await call('GET', '/schedules/order-1')).toMatchObject({ State: 'ENABLED', GroupName: 'default' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toEqual([{ arn: QUEUE, body: '{"order":"1"}' }])
    expect(await call('GET', '/schedules/order-1')).toMatchObject({
      status: 404,
      __type: 'ResourceNotFoundException',
    })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(sent).toHaveLength(1)
  })

  test('a deleted schedule does not run', async () => {
    const { sent, call } = start()
    await call('POST', '/schedules/order-1', deadline())
    expect(await call('DELETE', '/schedules/order-1?groupName=default')).toMatchObject({ status: 200 })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(sent).toEqual([])
  })

  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_DeleteSchedule.html
  test('a schedule that is not there cannot be deleted: ResourceNotFoundException', async () => {
    const { call } = start()
    const missing = { status: 404, __type: 'ResourceNotFoundException' }
    expect(await call('DELETE', '/schedules/order-1')).toMatchObject(missing)
    await call('POST', '/schedules/order-1', deadline())
    expect(await call('DELETE', '/schedules/order-1?groupName=other')).toMatchObject(missing)
    expect(await call('DELETE', '/schedules/order-1?groupName=default&clientToken=a-1')).toMatchObject({ status: 200 })
    expect(await call('DELETE', '/schedules/order-1')).toMatchObject(missing)
  })

  test.each([
    ['a name', '/schedules/a%20b'],
    ['a name that is too long', `/schedules/${'x'.repeat(65)}`],
    ['a group', '/schedules/a?groupName=a%20b'],
    ['a client token', '/schedules/a?clientToken=a.b'],
  ])('%s that cannot be: ValidationException', async (_, path) => {
    const refused = { status: 400, __type: 'ValidationException' }
    expect(await start().call('DELETE', path)).toMatchObject(refused)
  })

  test.each(['DELETE', 'NONE'])(
    'one that is deleted while it runs stays deleted (%s)',
    async (ActionAfterCompletion) => {
      const { sent, onTheWay, call } = start()
      await call('POST', '/schedules/order-1', deadline({ ActionAfterCompletion }))
      onTheWay.push(() => call('DELETE', '/schedules/order-1'))
      await vi.advanceTimersByTimeAsync(15 * 60_000)
      expect(sent).toHaveLength(1)
      expect(await call('GET', '/schedules/order-1')).toMatchObject({ status: 404 })
    },
  )

  test('one that is deleted while it runs, and created anew, is another one, which runs at its own time', async () => {
    const { sent, onTheWay, call } = start()
    await call('POST', '/schedules/order-1', deadline())
    onTheWay.push(async () => {
      await call('DELETE', '/schedules/order-1')
      await call('POST', '/schedules/order-1', deadline({ ScheduleExpression: 'at(2026-01-01T00:30:00)' }))
    })
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(await call('GET', '/schedules/order-1')).toMatchObject({ ScheduleExpression: 'at(2026-01-01T00:30:00)' })
    await vi.advanceTimersByTimeAsync(15 * 60_000)
    expect(sent).toHaveLength(2)
  })

  test('a recurring schedule goes on, with the time of each run in its input', async () => {
    const { sent, call } = start()
    const Target = { ...deadline().Target, Input: '<aws.scheduler.scheduled-time>' }
    await call('POST', '/schedules/tick', deadline({ ScheduleExpression: 'rate(10 minutes)', Target }))
    await vi.advanceTimersByTimeAsync(25 * 60_000)
    expect(sent.map(({ body }) => body)).toEqual(['2026-01-01T00:10:00Z', '2026-01-01T00:20:00Z'])
  })

  test('a time that passes while the process is down is made up for at the next start, once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'scheduler-'))
    directories.push(dataDir)
    const before = start(dataDir)
    await before.call('POST', '/schedules/order-1', deadline({ ActionAfterCompletion: 'NONE' }))
    stop(before.scheduler)
    vi.setSystemTime(Date.UTC(2026, 0, 1, 1))
    const after = start(dataDir)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(after.sent).toHaveLength(1)
    stop(after.scheduler)
    const later = start(dataDir)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(later.sent).toEqual([])
  })

  test('groups hold schedules of the same name apart', async () => {
    const { call } = start()
    expect(await call('POST', '/schedules/a', deadline({ GroupName: 'saga' }))).toMatchObject({ status: 404 })
    await call('POST', '/schedule-groups/saga', {})
    await call('POST', '/schedules/a', deadline({ GroupName: 'saga' }))
    await call('POST', '/schedules/a', deadline())
    const { Schedules } = (await call('GET', '/schedules?ScheduleGroup=saga')) as { Schedules: { Name: string }[] }
    expect(Schedules.map(({ Name }) => Name)).toEqual(['a'])
    await call('DELETE', '/schedule-groups/saga')
    expect(await call('GET', '/schedules/a?groupName=saga')).toMatchObject({ status: 404 })
    expect(await call('GET', '/schedules/a')).toMatchObject({ status: 200 })
  })

  test.each([
    ['a name that exists', 'order-1', {}, 409, 'ConflictException'],
    ['a malformed expression', 'x', { ScheduleExpression: 'soon' }, 400, 'ValidationException'],
    ['a time zone', 'x', { ScheduleExpressionTimezone: 'Europe/Berlin' }, 400, 'ValidationException'],
    ['a malformed name', 'a%20b', {}, 400, 'ValidationException'],
  ])('%s is refused', async (_, name, change, status, __type) => {
    const { call } = start()
    await call('POST', '/schedules/order-1', deadline())
    expect(await call('POST', `/schedules/${name}`, deadline(change))).toMatchObject({ status, __type })
  })
})
