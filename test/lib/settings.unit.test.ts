import { describe, expect, it } from 'vitest'
import { readSettings } from '../../lib/settings.ts'

const read = (context: Record<string, unknown>) => readSettings((key) => context[key])

describe('settings', () => {
  it('default to a stage that leaves nothing behind and an API that demands IAM', () => {
    expect(read({})).toEqual({
      stage: 'dev',
      retain: false,
      apiAuth: { kind: 'iam' },
      emailFrom: undefined,
      emailIdentity: 'create',
      alarmEmail: undefined,
      checkoutDeadlineSeconds: 900,
      archiveDays: 90,
      logDays: 30,
    })
  })

  it('keep the data of prod', () => {
    expect(read({ stage: 'prod' }).retain).toBe(true)
  })

  it('take numbers as the command line gives them', () => {
    expect(read({ checkoutDeadlineSeconds: '5', archiveDays: '0', logDays: '7' })).toMatchObject({
      checkoutDeadlineSeconds: 5,
      archiveDays: 0,
      logDays: 7,
    })
  })

  it('need an issuer and an audience for tokens', () => {
    const issuer = 'https://login.example.com/'
    expect(read({ apiAuth: 'jwt', jwtIssuer: issuer, jwtAudience: 'shop,app' }).apiAuth).toEqual({
      kind: 'jwt',
      issuer,
      audience: ['shop', 'app'],
      customerClaim: 'customer_id',
      operatorScope: 'operator',
    })
    expect(() => read({ apiAuth: 'jwt', jwtAudience: 'shop' })).toThrow('Context jwtIssuer is ""')
    expect(() => read({ apiAuth: 'jwt', jwtIssuer: 'http://login.example.com/', jwtAudience: 'shop' })).toThrow(
      'Context jwtIssuer is "http://login.example.com/"',
    )
    expect(() => read({ apiAuth: 'jwt', jwtIssuer: issuer })).toThrow('Context jwtAudience is ""')
  })

  it.each([
    [{ stage: 'Prod!' }, 'Context stage is "Prod!"'],
    [{ apiAuth: 'open' }, 'Context apiAuth is "open"'],
    [{ emailFrom: 'nobody' }, 'Context emailFrom is "nobody"'],
    [
      { checkoutDeadlineSeconds: '0' },
      'Context checkoutDeadlineSeconds is "0", allowed are whole numbers from 1 to 86400.',
    ],
    [{ archiveDays: 'long' }, 'Context archiveDays is "long"'],
    [{ logDays: '8' }, 'Context logDays is 8, CloudWatch offers: 1, 3, 5, 7, 14, 30,'],
  ])('refuse %j with the key, the value and what is allowed', (context, message) => {
    expect(() => read(context)).toThrow(message)
  })
})
