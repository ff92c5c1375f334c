import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { startEventBridge } from '../../../local/eventbridge/index.ts'
import type { ServiceHandler } from '../../../local/ports.ts'
import { startScheduler } from '../../../local/scheduler/index.ts'
import { startMail } from '../../../local/ses/index.ts'

const place = { region: 'us-east-1', accountId: '000000000000' }
const targets = {
  sendToQueue: async () => undefined,
  invokeFunction: async () => undefined,
  putOnBus: async () => undefined,
}
const clock = { now: () => Date.UTC(2026, 0, 1) }
const bus = startEventBridge({ ...place, targets, clock })
const scheduler = startScheduler({ ...place, targets, clock })
const mail = startMail({ ...place, clock })
mail.verify('example.com')

afterAll(async () => {
  await bus.close()
  scheduler.close()
})

async function ask(handle: ServiceHandler, method: string, path: string, body: string, target = '') {
  const [pathname = '/', query = ''] = path.split('?')
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' }
  const request = {
    service: '',
    region: 'us-east-1',
    method,
    path: pathname,
    query: new URLSearchParams(query),
    headers,
  }
  const answer = await handle({ ...request, body: Buffer.from(body) })
  const output = answer.body.length > 0 ? JSON.parse(String(answer.body)) : {}
  return {
    status: answer.status,
    code: output.__type as string | undefined,
    message: output.message as string | undefined,
  }
}

const events = (operation: string, input: unknown) =>
  ask(bus.handle, 'POST', '/', JSON.stringify(input), `AWSEvents.${operation}`)
const schedule = (name: string, input: unknown) =>
  ask(scheduler.handle, 'POST', `/schedules/${name}`, JSON.stringify(input))
const send = (input: unknown) => ask(mail.handle, 'POST', '/v2/email/outbound-emails', JSON.stringify(input))

const queue = 'arn:aws:sqs:us-east-1:000000000000:orders'
const wholeSchedule = {
  ScheduleExpression: 'at(2026-01-01T00:15:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: queue, RoleArn: 'arn:aws:iam::000000000000:role/x' },
}
const wholeMail = {
  FromEmailAddress: 'shop@example.com',
  Destination: { ToAddresses: ['ada@example.com'] },
  Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
}
const valid = 'ValidationException'
const serial = 'SerializationException'

describe('CreateSchedule', () => {
  test.each<[string, object, string]>([
    ['no target', { Target: undefined }, valid],
    ['no role', { Target: { Arn: queue } }, valid],
    ['no time window', { FlexibleTimeWindow: undefined }, valid],
    ['an unknown mode', { FlexibleTimeWindow: { Mode: 'ON' } }, valid],
    ['a flexible window without a length', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, valid],
    ['an unknown state', { State: 'ON' }, valid],
    ['an unknown action after completion', { ActionAfterCompletion: 'KEEP' }, valid],
    ['186 attempts', { Target: { ...wholeSchedule.Target, RetryPolicy: { MaximumRetryAttempts: 186 } } }, valid],
    [
      'an age of 59 seconds',
      { Target: { ...wholeSchedule.Target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } },
      valid,
    ],
    ['a description of 513 characters', { Description: 'x'.repeat(513) }, valid],
    ['a number for an expression', { ScheduleExpression: 5 }, serial],
    ['a text for a target', { Target: 'x' }, serial],
    ...[
      'at(2021-12-31T23:59:59Z)',
      'at(2021-12-31)',
      'at(2026-99-99T00:00:00)',
      ' rate(10 minutes)',
      'rate( 10 minutes )',
      'rate(10 minutess)',
      'rate(0 minutes)',
      'rate(10 seconds)',
      'cron(0 1 * * * *)',
      'cron(0 1 ? * ? *)',
      'cron(7 20 * * NOT *)',
      'cron(71 8 1 * ? *)',
      'cron()',
    ].map((ScheduleExpression) => [ScheduleExpression, { ScheduleExpression }, valid] as [string, object, string]),
  ])('with %s is refused', async (_, more, code) => {
    const { status, code: answered } = await schedule('order-1', { ...wholeSchedule, ...more })
    expect([status, answered]).toEqual([400, code])
  })

  test.each(['a%20b', 'a'.repeat(65), '%E0', 'a%2Fb'])('by the name %s is refused', async (name) => {
    expect((await schedule(name, wholeSchedule)).status).toBe(400)
  })

  test('that is whole is taken, with null for what is left out', async () => {
    expect((await schedule('order-1', { ...wholeSchedule, Description: null, State: null })).status).toBe(200)
  })
})

describe('SendEmail', () => {
  const to = (...ToAddresses: string[]) => ({ Destination: { ToAddresses } })
  test.each([
    ['no content', { Content: undefined }, /content.*must not be null/],
    ['no subject', { Content: { Simple: { Body: {} } } }, /subject.*must not be null/],
    ['an address without domain', to('ada'), /Missing final '@domain'/],
    ['an address that ends with @', to('ada@'), /Missing final '@domain'/],
    ['a blank in an address', to('a da@example.com'), /control or whitespace/],
    ['a line break in an address', to('ada@example.com\nbcc: x@example.com'), /control or whitespace/],
    ['a domain with an underscore', to('ada@ex_ample.com'), /illegal character/],
    ['51 recipients', to(...Array.from({ length: 51 }, (_, n) => `a${n}@example.com`)), /exceeds 50/],
    ['a blank in a tag', { EmailTags: [{ Name: 'a b', Value: 'x' }] }, /emailTags.1.member.name.*regular expression/],
  ])('with %s is a BadRequestException', async (_, more, message) => {
    const { status, code, message: answered } = await send({ ...wholeMail, ...more })
    expect([status, code]).toEqual([400, 'BadRequestException'])
    expect(answered).toMatch(message)
  })

  test('to an address behind a name is taken', async () => {
    expect((await send({ ...wholeMail, ...to('Ada <ada@example.com>') })).status).toBe(200)
  })
})

describe('any JSON at all is answered with 200, 400, 404 or 409', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('x', '{}', '[]', '{"source":["x"]}', 'rate(1 minute)', queue, 1e300, -1, 'default'),
  )
  const names = [
    'Name',
    'EventBusName',
    'Rule',
    'Targets',
    'Ids',
    'EventPattern',
    'ScheduleExpression',
    'State',
    'Event',
  ]
  const more = [
    'ArchiveName',
    'EventSourceArn',
    'RetentionDays',
    'ReplayName',
    'Destination',
    'EventStartTime',
    'NamePrefix',
  ]
  const fine = [200, 400, 404, 409]

  test('by EventBridge', async () => {
    const operations = fc.constantFrom(
      ...[
        'CreateEventBus',
        'DescribeEventBus',
        'DeleteEventBus',
        'ListEventBuses',
        'PutRule',
        'DescribeRule',
        'EnableRule',
      ],
      ...[
        'DisableRule',
        'DeleteRule',
        'ListRules',
        'PutTargets',
        'RemoveTargets',
        'ListTargetsByRule',
        'TestEventPattern',
      ],
      ...[
        'ListRuleNamesByTarget',
        'CreateArchive',
        'UpdateArchive',
        'DescribeArchive',
        'ListArchives',
        'DeleteArchive',
      ],
      ...['StartReplay', 'DescribeReplay', 'ListReplays', 'CancelReplay'],
    )
    const input = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names, ...more), value))
    await fc.assert(
      fc.asyncProperty(operations, input, async (operation, request) => {
        const { status, code, message } = await events(operation, request)
        expect(fine, `${operation} ${status} ${code} ${message}`).toContain(status)
      }),
      { numRuns: 1000 },
    )
  })

  test('by Scheduler', async () => {
    const members = fc.dictionary(
      fc.constantFrom(...Object.keys(wholeSchedule), 'StartDate', 'EndDate', 'State', 'GroupName'),
      value,
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), members), async (input) => {
        const request = typeof input === 'object' && !Array.isArray(input) ? { ...wholeSchedule, ...input } : input
        expect(fine).toContain((await schedule('fuzz', request)).status)
      }),
      { numRuns: 500 },
    )
  })

  test('by SES', async () => {
    const members = fc.dictionary(fc.constantFrom(...Object.keys(wholeMail), 'EmailTags', 'ReplyToAddresses'), value)
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), members), async (input) => {
        const request = typeof input === 'object' && !Array.isArray(input) ? { ...wholeMail, ...input } : input
        expect(fine).toContain((await send(request)).status)
      }),
      { numRuns: 500 },
    )
  })
})
