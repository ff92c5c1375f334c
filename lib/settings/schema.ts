import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { z } from 'zod'

const ORIGIN =
  'an origin is a scheme, a host and perhaps a port, such as https://shop.example.com, and nothing more; * is all'

/** Everything that may be set, by its name in `-c name=value` and in a stage's file. A default stands beside its key. */
export const settingsSchema = z
  .strictObject({
    layout: oneOf('one', 'services').default('one'),
    ownStacks: list(text(/^[a-z][a-z0-9-]*$/, 'names of services'), 0).optional(),
    retain: flag().default(false),
    apiAuth: oneOf('iam', 'jwt', 'none').default('iam'),
    jwtIssuer: text(/^https:\/\/\S+$/, 'the https URL of the OpenID provider, as in the claim iss').optional(),
    jwtAudience: list(text(/^[^\s,]+$/, 'audiences without spaces')).optional(),
    jwtCustomerClaim: text(/^\S+$/, 'the name of a claim').default('customer_id'),
    jwtOperatorScope: text(/^[^\s,]+$/, 'the name of a scope').default('operator'),
    corsOrigins: list(z.string().refine(isOrigin, ORIGIN), 0).default([]),
    emailFrom: address().optional(),
    emailIdentity: oneOf('create', 'existing').default('create'),
    alarmEmail: address().optional(),
    alarms: oneOf('essential', 'all').default('essential'),
    runbookUrl: text(/^https?:\/\/[^\s#]{1,200}$/, 'the URL of the page docs/runbook.md, without an anchor').optional(),
    consumerMetrics: oneOf('essential', 'detailed').default('essential'),
    apiMetrics: oneOf('essential', 'detailed').default('essential'),
    traceRatio: share().default(0),
    callersTrace: oneOf('join', 'link').optional(),
    traceEndpoint: text(
      /^https?:\/\/[^/\s]+\/\S*$/,
      'the URL of an OTLP endpoint with its path, such as https://collector.example.com/v1/traces',
    ).optional(),
    tablesRefuseDeletion: flag().optional(),
    maxWaiting: wholeNumber(0, 1000).default(5),
    apiConcurrency: wholeNumber(0, 1000).default(0),
    checkoutDeadlineSeconds: wholeNumber(1, 86_400).default(900),
    schemaRegistry: oneOf('with-pipeline', 'own-stack', 'none').default('with-pipeline'),
    archiveDays: wholeNumber(0, 3650).default(90),
    variables: variablesOfServices().default({}),
    logDays: wholeNumber(1, 3653)
      .refine((days) => RetentionDays[days] !== undefined, `allowed are what CloudWatch offers: ${logPeriods()}`)
      .default(RetentionDays.ONE_MONTH),
  })
  .superRefine(({ apiAuth, jwtIssuer, jwtAudience }, context) => {
    if (apiAuth !== 'jwt') return
    for (const [key, value] of Object.entries({ jwtIssuer, jwtAudience })) {
      if (value === undefined) context.addIssue({ code: 'custom', path: [key], message: 'apiAuth=jwt needs it' })
    }
  })

export type GivenSettings = z.output<typeof settingsSchema>

export const settingKeys: readonly string[] = Object.keys(settingsSchema.shape)

function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, { error: `allowed are ${values.join(', ')}` })
}

function text(pattern: RegExp, meaning: string) {
  return z.string({ error: `must be ${meaning}` }).regex(pattern, `must be ${meaning}`)
}

function address() {
  return text(/^[^@\s]+@[^@\s]+$/, 'an e-mail address')
}

/** A number as JSON has it, or as the command line gives it: digits only, so that an empty text is not zero. */
function wholeNumber(least: number, most: number) {
  const error = `allowed are whole numbers from ${least} to ${most}`
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
    z.number({ error }).int({ error }).min(least, { error }).max(most, { error }),
  )
}

/** A number as JSON has it, or as text from the command line. */
function share() {
  const error = 'allowed are numbers from 0 to 1, such as 0.01'
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value),
    z.number({ error }).min(0, { error }).max(1, { error }),
  )
}

function flag() {
  return z.preprocess(
    (value) => (value === 'true' || value === 'false' ? value === 'true' : value),
    z.boolean({ error: 'allowed are true, false' }),
  )
}

/** By service and name; as JSON has it, or as its text from the command line. */
function variablesOfServices() {
  const error = 'must be variables by service, such as {"billing":{"PROVIDER_URL":"https://provider.example.com"}}'
  const value = 'must be a text that is not empty'
  return z.preprocess(
    (given) => (typeof given === 'string' ? jsonOr(given) : given),
    z.record(z.string(), z.record(z.string(), z.string({ error: value }).min(1, { error: value }), { error }), {
      error,
    }),
  )
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A list as JSON has it, or comma-separated; the empty text is the empty list. */
function list(entry: z.ZodType<string>, least = 1) {
  return z.preprocess(
    (value) =>
      typeof value === 'string' ? value.split(',').filter((one, _, all) => one !== '' || all.length > 1) : value,
    z.array(entry, { error: 'must be a list, comma-separated' }).min(least, { error: 'must not be empty' }),
  )
}

/** Whether a text is an origin as browsers write it into the header Origin, with which API Gateway compares it letter by letter. */
function isOrigin(value: string): boolean {
  return value === '*' || (/^https?:[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value)
}

function logPeriods(): string {
  return Object.values(RetentionDays)
    .filter((value) => typeof value === 'number' && value < 9999)
    .join(', ')
}
