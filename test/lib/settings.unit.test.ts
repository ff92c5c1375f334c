import { describe, expect, it } from 'vitest'
import { settingKeys } from '../../lib/settings/schema.ts'
import { readSettings } from '../../lib/settings.ts'

const read = (context: Record<string, unknown>, inFile?: Record<string, unknown>) =>
  readSettings(context, (stage) => inFile && { path: `stages/${stage}.json`, settings: inFile })

describe('settings', () => {
  it('default to a stage that leaves nothing behind and an API that demands IAM', () => {
    expect(read({})).toEqual({
      stage: 'dev',
      layout: 'one',
      ownStacks: undefined,
      retain: false,
      tablesRefuseDeletion: false,
      apiAuth: { kind: 'iam' },
      corsOrigins: [],
      emailFrom: undefined,
      emailIdentity: 'create',
      alarmEmail: undefined,
      alarms: 'essential',
      runbookUrl: undefined,
      consumerMetrics: 'essential',
      apiMetrics: 'essential',
      traceRatio: 0,
      callersTrace: 'join',
      traceEndpoint: undefined,
      maxWaiting: 5,
      apiConcurrency: 0,
      checkoutDeadlineSeconds: 900,
      schemaRegistry: 'with-pipeline',
      archiveDays: 90,
      variables: {},
      logDays: 30,
    })
  })

  it('keep the data of prod', () => {
    expect(read({ stage: 'prod' }).retain).toBe(true)
    expect(read({ stage: 'prod', retain: 'false' }).retain).toBe(true)
  })

  it('keep the data of any stage that asks for it', () => {
    expect(read({ retain: 'true' }).retain).toBe(true)
  })

  it('take numbers as the command line gives them', () => {
    expect(read({ checkoutDeadlineSeconds: '5', archiveDays: '0', logDays: '7' })).toMatchObject({
      checkoutDeadlineSeconds: 5,
      archiveDays: 0,
      logDays: 7,
    })
  })

  it('go on with the traces of callers who sign, and only link those of others, unless they are told otherwise', () => {
    expect(read({ apiAuth: 'none', traceRatio: '0.05' })).toMatchObject({ traceRatio: 0.05, callersTrace: 'link' })
    expect(read({ apiAuth: 'none', callersTrace: 'join' }).callersTrace).toBe('join')
    expect(read({ callersTrace: 'link' }).callersTrace).toBe('link')
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
    expect(() => read({ apiAuth: 'jwt', jwtAudience: 'shop' })).toThrow('Context jwtIssuer is missing')
    expect(() => read({ apiAuth: 'jwt', jwtIssuer: 'http://login.example.com/', jwtAudience: 'shop' })).toThrow(
      'Context jwtIssuer is "http://login.example.com/"',
    )
    expect(() => read({ apiAuth: 'jwt', jwtIssuer: issuer })).toThrow('Context jwtAudience is missing')
  })

  it.each([
    [{ stage: 'Prod!' }, 'Context stage is "Prod!"'],
    [{ apiAuth: 'open' }, 'Context apiAuth is "open"'],
    [{ emailFrom: 'nobody' }, 'Context emailFrom is "nobody"'],
    [
      { checkoutDeadlineSeconds: '0' },
      'Context checkoutDeadlineSeconds is "0": allowed are whole numbers from 1 to 86400.',
    ],
    [{ alarms: 'none' }, 'Context alarms is "none"'],
    [{ consumerMetrics: 'on' }, 'Context consumerMetrics is "on"'],
    [{ apiMetrics: 'on' }, 'Context apiMetrics is "on"'],
    [{ traceRatio: '5 %' }, 'Context traceRatio is "5 %": allowed are numbers from 0 to 1, such as 0.01.'],
    [{ traceRatio: '1.1' }, 'Context traceRatio is "1.1": allowed are numbers from 0 to 1, such as 0.01.'],
    [{ traceRatio: '' }, 'Context traceRatio is ""'],
    [{ callersTrace: 'follow' }, 'Context callersTrace is "follow": allowed are join, link.'],
    [
      { traceEndpoint: 'localhost:4318' },
      'Context traceEndpoint is "localhost:4318": must be the URL of an OTLP endpoint with its path, such as https://collector.example.com/v1/traces.',
    ],
    [{ archiveDays: 'long' }, 'Context archiveDays is "long"'],
    // Number('') is 0, and 0 is for ever.
    [{ archiveDays: '' }, 'Context archiveDays is ""'],
    [{ archiveDays: '1e1' }, 'Context archiveDays is "1e1"'],
    [{ jwtAudience: 'shop,', apiAuth: 'jwt' }, 'Context jwtAudience is ""'],
    [{ emailFrom: true }, 'Context emailFrom is true'],
    [{ logDays: '8' }, 'Context logDays is "8": allowed are what CloudWatch offers: 1, 3, 5, 7, 14, 30,'],
  ])('refuse %j with the key, the value and what is allowed', (context, message) => {
    expect(() => read(context)).toThrow(message)
  })

  it.each([
    ['https://shop.example.com', ['https://shop.example.com']],
    ['https://a.example,http://localhost:5173', ['https://a.example', 'http://localhost:5173']],
    ['*', ['*']],
    ['', []],
  ])('take the origins %j', (corsOrigins, origins) => {
    expect(read({ corsOrigins }).corsOrigins).toEqual(origins)
  })

  it.each([
    'shop.example.com',
    'https://shop.example.com/',
    'https://shop.example.com:443',
    'https://Shop.example.com',
    'https://*.example.com',
    'ftp://shop.example.com',
    'null',
    ' https://shop.example.com',
    'https://a.example,,https://b.example',
  ])('refuse %j, which no browser would send as an origin', (corsOrigins) => {
    expect(() => read({ corsOrigins })).toThrow(/^Context corsOrigins is ".*": an origin is a scheme, a host/)
  })
})

describe('settings of a stage', () => {
  it('come from its file, unless the command line overrides them', () => {
    const inFile = { apiAuth: 'none', archiveDays: 7, corsOrigins: ['https://shop.example.com'] }
    expect(read({}, inFile)).toMatchObject({ apiAuth: { kind: 'none' }, archiveDays: 7 })
    expect(read({ archiveDays: '14', corsOrigins: '' }, inFile)).toMatchObject({
      apiAuth: { kind: 'none' },
      archiveDays: 14,
      corsOrigins: [],
    })
  })

  it('say whether the file or the command line is wrong', () => {
    expect(() => read({ stage: 'prod', logDays: '8' }, { archiveDays: -1 })).toThrow(
      /^stages\/prod.json: archiveDays is -1: .*\nContext logDays is "8": /,
    )
    expect(() => read({}, { corsOrigins: ['https://a.example', 'b'] })).toThrow('stages/dev.json: corsOrigins is "b"')
  })

  it.each(['../secrets', 'a/b', 'con.d', '-prod', 'x'.repeat(21), ''])(
    'never look for a file of the stage %j',
    (stage) => {
      const looked: string[] = []
      const look = (name: string) => void looked.push(name)
      expect(() => readSettings({ stage }, look as () => undefined)).toThrow('Context stage is ')
      expect(looked).toEqual([])
    },
  )
})

describe('variables of services', () => {
  const variables = { billing: { PROVIDER_URL: 'https://provider.example.com' } }

  it('stand in the file of the stage, or on the command line as JSON', () => {
    expect(read({}, { variables }).variables).toEqual(variables)
    expect(read({ variables: JSON.stringify(variables) }, { variables: {} }).variables).toEqual(variables)
  })

  it.each([
    [{ billing: { PROVIDER_URL: 5 } }, 'variables.billing.PROVIDER_URL is 5: must be a text that is not empty.'],
    [{ billing: { PROVIDER_URL: '' } }, 'variables.billing.PROVIDER_URL is "": must be a text that is not empty.'],
    [{ billing: 'x' }, 'variables.billing is "x": must be variables by service, such as {"billing":'],
    ['x', 'variables is "x": must be variables by service'],
    [['x'], 'variables is ["x"]: must be variables by service'],
  ])('are refused as %j', (given, message) => {
    expect(() => read({}, { variables: given })).toThrow(`stages/dev.json: ${message}`)
    const onCommandLine = typeof given === 'string' ? given : JSON.stringify(given)
    expect(() => read({ variables: onCommandLine })).toThrow(/^Context variables/)
  })
})

describe('context that is not a setting', () => {
  it.each([
    ['stag', 'stage'],
    ['apiauth', 'apiAuth'],
    ['LOGDAYS', 'logDays'],
    ['alarmMail', 'alarmEmail'],
    ['corsOrigin', 'corsOrigins'],
    ['toString', 'retain'],
  ])('%s is refused, and %s offered', (key, meant) => {
    expect(() => read({ [key]: 'x' })).toThrow(`Context ${key} is not a setting. Did you mean ${meant}?`)
  })

  it("is left to the CDK where it is the CDK's: feature flags, its command line's, and what it looked up", () => {
    const ofCdk = {
      '@aws-cdk/core:checkSecretUsage': true,
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:bundling-stacks': ['**'],
      'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'],
      'acknowledged-issue-numbers': [1],
    }
    expect(read(ofCdk)).toEqual(read({}))
  })

  it('every setting is one that may be given', () => {
    for (const key of settingKeys) expect(() => read({ [key]: undefined })).not.toThrow()
  })
})
