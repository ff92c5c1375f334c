import { RetentionDays } from 'aws-cdk-lib/aws-logs'

/** What may differ between two deployments of the same code. Everything comes from CDK context (`-c key=value`). */
export interface Settings {
  /** `-c stage=`; part of the stack's name. Default `dev`. */
  readonly stage: string
  /** True for `prod`: tables and buckets outlive the stack, and tables refuse deletion. */
  readonly retain: boolean
  /** `-c apiAuth=iam|jwt|none`. Default `iam`. */
  readonly apiAuth: ApiAuth
  /** `-c emailFrom=`: sender of e-mails. Absent: `no-reply@example.com`, and no SES identity is created. */
  readonly emailFrom: string | undefined
  /** `-c emailIdentity=create|existing`. Default `create`: the stack creates the SES identity of `emailFrom`. */
  readonly emailIdentity: 'create' | 'existing'
  /** `-c alarmEmail=`: who is told about alarms. Absent: the topic has no subscriber. */
  readonly alarmEmail: string | undefined
  /** `-c checkoutDeadlineSeconds=`. Default 900. */
  readonly checkoutDeadlineSeconds: number
  /** `-c archiveDays=`: days that the event bus's archive keeps events, 0 for ever. Default 90. */
  readonly archiveDays: number
  /** `-c logDays=`: days that logs are kept; one of the periods that CloudWatch offers. Default 30. */
  readonly logDays: RetentionDays
}

/** Who may call the API, and as whom: see the runtime's `CallerRules`. */
export type ApiAuth =
  | { readonly kind: 'iam' | 'none' }
  | {
      readonly kind: 'jwt'
      /** `-c jwtIssuer=`: URL of the OpenID provider, as in the claim `iss`. */
      readonly issuer: string
      /** `-c jwtAudience=`: comma-separated; the claim `aud` or `client_id` must be one of them. */
      readonly audience: readonly string[]
      /** `-c jwtCustomerClaim=`. Default `customer_id`. */
      readonly customerClaim: string
      /** `-c jwtOperatorScope=`. Default `operator`. */
      readonly operatorScope: string
    }

/** @throws {Error} naming the context key, its value and what is allowed. */
export function readSettings(context: (key: string) => unknown): Settings {
  const text = (key: string, fallback: string, allowed: RegExp): string => {
    const value = String(context(key) ?? fallback)
    if (!allowed.test(value)) throw new Error(`Context ${key} is "${value}", it must match ${allowed.source}.`)
    return value
  }
  const apiAuth = (): ApiAuth => {
    const kind = text('apiAuth', 'iam', /^(iam|jwt|none)$/) as ApiAuth['kind']
    if (kind !== 'jwt') return { kind }
    return {
      kind,
      issuer: text('jwtIssuer', '', /^https:\/\/\S+$/),
      audience: text('jwtAudience', '', /^[^\s,]+(,[^\s,]+)*$/).split(','),
      customerClaim: text('jwtCustomerClaim', 'customer_id', /^\S+$/),
      operatorScope: text('jwtOperatorScope', 'operator', /^[^\s,]+$/),
    }
  }
  const wholeNumber = (key: string, fallback: number, least: number, most: number): number => {
    const value = Number(context(key) ?? fallback)
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`Context ${key} is "${context(key)}", allowed are whole numbers from ${least} to ${most}.`)
    }
    return value
  }
  const address = (key: string) => (context(key) === undefined ? undefined : text(key, '', /^[^@\s]+@[^@\s]+$/))
  const stage = text('stage', 'dev', /^[a-z][a-z0-9-]{0,19}$/)
  return {
    stage,
    retain: stage === 'prod',
    apiAuth: apiAuth(),
    emailFrom: address('emailFrom'),
    emailIdentity: text('emailIdentity', 'create', /^(create|existing)$/) as Settings['emailIdentity'],
    alarmEmail: address('alarmEmail'),
    checkoutDeadlineSeconds: wholeNumber('checkoutDeadlineSeconds', 900, 1, 86_400),
    archiveDays: wholeNumber('archiveDays', 90, 0, 3650),
    logDays: logPeriod(wholeNumber('logDays', RetentionDays.ONE_MONTH, 1, 3653)),
  }
}

function logPeriod(days: number): RetentionDays {
  if (RetentionDays[days] !== undefined) return days
  const offered = Object.values(RetentionDays).filter((value) => typeof value === 'number' && value < 9999)
  throw new Error(`Context logDays is ${days}, CloudWatch offers: ${offered.join(', ')}.`)
}
