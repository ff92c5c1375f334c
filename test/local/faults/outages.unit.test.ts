import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFaultPlan, parseOutages, refusalOfOutage } from '../../../local/faults/index.ts'
import type { InvocationTrigger } from '../../../local/lambda/index.ts'

describe('parseOutages', () => {
  test('reads targets and times', () => {
    expect(parseOutages('scheduler=90s, checkout=20m,s3=24h')).toEqual([
      { target: 'scheduler', milliseconds: 90_000 },
      { target: 'checkout', milliseconds: 1_200_000 },
      { target: 's3', milliseconds: 86_400_000 },
    ])
  })

  test.each([
    '',
    ' ',
    'ses',
    'ses=',
    'ses=5',
    'ses=0s',
    'ses=-1s',
    'ses=1.5m',
    'ses=25h',
    '=5s',
    'ses=5s,',
    'SES=5s',
    'ses=5s=5s',
    'ses=1e3s',
  ])('refuses "%s" and says what is expected', (text) => {
    expect(() => parseOutages(text)).toThrow('expected <service or function>=<time>, such as scheduler=90s')
  })

  test('refuses a target that is given twice', () => {
    expect(() => parseOutages('ses=5s,ses=6s')).toThrow('Outage of "ses" is given twice')
  })

  test('takes or refuses whatever is typed, in one line', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          for (const { milliseconds } of parseOutages(text)) expect(milliseconds).toBeGreaterThan(0)
        } catch (error) {
          expect((error as Error).message).toMatch(/^Outage /)
        }
      }),
    )
  })
})

const functions = [
  { name: 'F1', description: 'Consumer checkout' },
  { name: 'F2', description: 'Consumer checkout-commands' },
  { name: 'F3', description: 'Relay of events' },
]

test('what cannot be away is named beside all that can', () => {
  for (const known of ['ses', 'events', 'checkout', 'relay-of-events', 'checkout-commands']) {
    expect(refusalOfOutage(known, functions)).toBeUndefined()
  }
  expect(refusalOfOutage('commands', functions)).toBe(
    'There is no "commands" to be away: services are dynamodb, sqs, sns, events, scheduler, ses, s3, secretsmanager; ' +
      'functions are checkout, checkout-commands',
  )
})

describe('an outage', () => {
  const trigger: InvocationTrigger = { source: 'sqs', attempt: 9, messages: () => ['m'] }
  const workers = {
    active: (key: string) =>
      key === 'W' ? { functionName: 'F1', requestId: 'r', awsCalls: 0, options: { trigger } } : undefined,
    afterAwsCall: async () => false,
  }
  const started = () => {
    const clock = { now: 0 }
    const plan = createFaultPlan({ rates: {}, seed: 1, now: () => clock.now })
    const call = (service: string, accessKey = 'W') =>
      plan.calls(workers).before({ service, operation: 'Any', accessKey })
    return { clock, plan, call }
  }

  test.each(['dynamodb', 'sqs', 'sns', 'events', 'scheduler', 'ses', 's3'])(
    'of %s is that of functions only, and ends, however much a message has suffered before',
    async (service) => {
      const { clock, plan, call } = started()
      plan.beginOutages([{ target: service, milliseconds: 90_000 }])
      clock.now = 89_999
      const body = expect.stringContaining('ServiceUnavailable')
      expect(await call(service)).toMatchObject({ status: 503, body })
      expect(await call(service, 'developer')).toBeUndefined()
      expect(await call('lambda')).toBeUndefined()
      clock.now = 90_000
      expect(await call(service)).toBeUndefined()
    },
  )

  test('of a function leaves other functions alone, and also the service of that name', async () => {
    const { clock, plan, call } = started()
    plan.beginOutages([
      { target: 'checkout', milliseconds: 60_000 },
      { target: 'events', milliseconds: 60_000 },
    ])
    clock.now = 20_000
    expect(functions.map((one) => plan.invocations.awayMs?.(one))).toEqual([40_000, 0, 0])
    expect(await call('scheduler')).toBeUndefined()
    expect(await call('events')).toMatchObject({ status: 503 })
  })
})
