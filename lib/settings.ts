import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { MetricsDetail } from '../lambdas/runtime/declarations/metrics.ts'
import type { CallersTrace } from '../lambdas/runtime/declarations/tracing.ts'
import { settingsInContext } from './settings/context.ts'
import { type GivenSettings, settingKeys, settingsSchema } from './settings/schema.ts'
import { SettingsError } from './settings/settings-error.ts'
import type { StageFile } from './settings/stage-file.ts'

/**
 * What may differ between two deployments of the same code. Each comes from the stage's file `stages/<stage>.json`, unless
 * CDK context (`-c key=value`) overrides it.
 */
export interface Settings {
  /** `-c stage=`; part of the stack's name. Default `dev`. */
  readonly stage: string
  /** `layout`: `one` stack (default), or a stack of what is shared and one per service (`services`). */
  readonly layout: 'one' | 'services'
  /** `ownStacks`, with `layout=services`: the services that have a stack of their own. Absent: each. The others stay in the shared one. */
  readonly ownStacks: readonly string[] | undefined
  /** `retain`; always true for `prod`: tables, buckets, queues and logs outlive the stack. Default false. */
  readonly retain: boolean
  /** `tablesRefuseDeletion`. Default: as `retain`. Not in the first deployment, which could not be undone if it failed. */
  readonly tablesRefuseDeletion: boolean
  /** `apiAuth`: `iam`, `jwt` or `none`. Default `iam`. */
  readonly apiAuth: ApiAuth
  /** `corsOrigins`: origins whose web pages may call the API from a browser; `*` allows all. Default none. */
  readonly corsOrigins: readonly string[]
  /** `emailFrom`: sender of e-mails. Absent: none are sent, and orders go on without. */
  readonly emailFrom: string | undefined
  /** `emailIdentity`: `create` or `existing`. Default `create`: the stack creates the SES identity of `emailFrom`. */
  readonly emailIdentity: 'create' | 'existing'
  /** `alarmEmail`: address that is notified of alarms. Absent: the topic has no subscriber. */
  readonly alarmEmail: string | undefined
  /** `alarms`: `essential` or `all`. Default `essential`: only those whose problem no other alarm would report, at about $10 a month. */
  readonly alarms: 'essential' | 'all'
  /**
   * `runbookUrl`: where your people read docs/runbook.md, such as in your repository. Every alarm's text has it, with the section of
   * that alarm. Absent: the texts name the file.
   */
  readonly runbookUrl: string | undefined
  /** `consumerMetrics`: `essential` or `detailed`. Default `essential`; `detailed` counts by event type, too. */
  readonly consumerMetrics: MetricsDetail
  /** `apiMetrics`: `essential` or `detailed`. Default `essential`; `detailed` has API Gateway count each route. */
  readonly apiMetrics: MetricsDetail
  /**
   * `traceRatio`: share of the requests of which a trace is recorded, from 0 to 1. Default 0: nothing is recorded, loaded or paid for.
   */
  readonly traceRatio: number
  /**
   * `callersTrace`: `join` or `link`, what becomes of a trace that a caller brings along. Default `join` with apiAuth=iam, where callers
   * are our own; else `link`, so that no stranger decides what is recorded.
   */
  readonly callersTrace: CallersTrace
  /** `traceEndpoint`: URL of an OTLP endpoint that takes spans without credentials. Absent: CloudWatch of the same account and region. */
  readonly traceEndpoint: string | undefined
  /** `maxWaiting`: how many requests of a service may wait for an outcome at once (`Prefer: wait`). Default 5; 0: none. */
  readonly maxWaiting: number
  /**
   * `apiConcurrency`: concurrent executions that are reserved for, and allowed to, each function behind routes. Default 0:
   * not reserved, because Lambda keeps 100 of the account's executions unreserved, and a new account has fewer.
   */
  readonly apiConcurrency: number
  /** `checkoutDeadlineSeconds`. Default 900. */
  readonly checkoutDeadlineSeconds: number
  /**
   * `schemaRegistry`: where EventBridge's registry of our schemas is deployed. Default `with-pipeline`, which costs a resource
   * for each version of each event type; `own-stack` for many of them; `none`: nowhere.
   */
  readonly schemaRegistry: 'with-pipeline' | 'own-stack' | 'none'
  /** `archiveDays`: days that the event bus's archive keeps events, 0 for ever. Default 90. */
  readonly archiveDays: number
  /** `variables`: values of the variables of their own that functions declare (`uses.variables`), by service and name. Default none. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** `logDays`: days that logs are kept; one of the periods that CloudWatch offers. Default 30. */
  readonly logDays: RetentionDays
}

/** Settings of authentication and authorization; see `CallerRules` of the runtime. */
export type ApiAuth =
  | { readonly kind: 'iam' | 'none' }
  | {
      readonly kind: 'jwt'
      /** `jwtIssuer`: URL of the OpenID provider, as in the claim `iss`. */
      readonly issuer: string
      /** `jwtAudience`: the claim `aud` or `client_id` must be one of them. */
      readonly audience: readonly string[]
      /** `jwtCustomerClaim`. Default `customer_id`. */
      readonly customerClaim: string
      /** `jwtOperatorScope`. Default `operator`. */
      readonly operatorScope: string
    }

export type ReadStageFile = (stage: string) => StageFile | undefined

/**
 * @param context All of the CDK's context, feature flags included.
 * @param stageFile Default: no stage has a file.
 * @throws {SettingsError} naming each key that is wrong, where it stands, its value and what is allowed.
 */
export function readSettings(
  context: Readonly<Record<string, unknown>>,
  stageFile: ReadStageFile = () => undefined,
): Settings {
  const { stage = 'dev', ...overrides } = settingsInContext(context, ['stage', ...settingKeys])
  if (!isStage(stage)) throw new SettingsError([`Context stage is ${JSON.stringify(stage)}: ${STAGE}.`])
  const file = stageFile(stage)
  const { data, error } = settingsSchema.safeParse({ ...file?.settings, ...overrides })
  if (data) return settingsOf(stage, data)
  throw new SettingsError(
    error.issues.map(({ path: [key, ...entry], message }) => {
      const setting = String(key)
      const given = Object.hasOwn(overrides, setting) ? overrides[setting] : file?.settings[setting]
      const where = file && !Object.hasOwn(overrides, setting) ? `${file.path}:` : 'Context'
      const name = [setting, ...entry.filter((step) => typeof step === 'string')].join('.')
      const value = given === undefined ? 'missing' : JSON.stringify(wrongEntry(given, entry))
      return `${where} ${name} is ${value}: ${message}.`
    }),
  )
}

/** Characters. */
export const LONGEST_STAGE = 20

const STAGE = `a stage is 1 to ${LONGEST_STAGE} lower-case letters, digits and hyphens, and begins with a letter`

const isStage = (stage: unknown): stage is string =>
  typeof stage === 'string' && /^[a-z][a-z0-9-]*$/.test(stage) && stage.length <= LONGEST_STAGE

/** The one wrong entry of a list, or of an object, instead of the whole. */
const wrongEntry = (given: unknown, entry: readonly PropertyKey[]): unknown =>
  entry.reduce<unknown>((whole, step) => (partsOf(whole, step) as Record<PropertyKey, unknown>)[step], given)

/** A text from the command line has the entries of a list between its commas, and those of an object as JSON. */
function partsOf(whole: unknown, step: PropertyKey): unknown {
  if (typeof whole !== 'string') return whole
  return typeof step === 'number' ? whole.split(',') : JSON.parse(whole)
}

function settingsOf(stage: string, given: GivenSettings): Settings {
  const { apiAuth, jwtIssuer, jwtAudience, jwtCustomerClaim, jwtOperatorScope, ...others } = given
  return {
    emailFrom: undefined,
    alarmEmail: undefined,
    runbookUrl: undefined,
    ownStacks: undefined,
    traceEndpoint: undefined,
    ...others,
    callersTrace: given.callersTrace ?? (apiAuth === 'iam' ? 'join' : 'link'),
    stage,
    retain: stage === 'prod' || given.retain,
    tablesRefuseDeletion: given.tablesRefuseDeletion ?? stage === 'prod',
    apiAuth:
      apiAuth === 'jwt'
        ? {
            kind: apiAuth,
            issuer: jwtIssuer ?? '',
            audience: jwtAudience ?? [],
            customerClaim: jwtCustomerClaim,
            operatorScope: jwtOperatorScope,
          }
        : { kind: apiAuth },
  }
}
