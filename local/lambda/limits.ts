import type { Problem } from '../problem.ts'
import { isWholeBetween } from '../values.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "6 MB each for request and response (synchronous)". */
export const MOST_REQUEST_BYTES = 6 * 1024 * 1024
/** The same page: "1 MB (asynchronous)". */
export const MOST_EVENT_BYTES = 1024 * 1024
/** The runtime's API takes this much, as its error says. */
export const MOST_RESPONSE_BYTES = 6_291_556
/** The same page: "4 KB, for all environment variables associated with the function, in aggregate". */
const MOST_ENVIRONMENT_BYTES = 4096

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: these are Lambda's own. */
const RESERVED = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]

/** The settings of a function, as Lambda's API and CloudFormation name them. */
export interface FunctionSettings {
  FunctionName?: string | undefined
  Description?: string | undefined
  Environment?: { Variables?: Readonly<Record<string, string>> | undefined } | undefined
  Handler?: string | undefined
  MemorySize?: number | undefined
  ReservedConcurrentExecutions?: number | undefined
  Timeout?: number | undefined
}

/** What Lambda refuses in them: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export function* functionProblems(settings: FunctionSettings): Iterable<Problem> {
  const { FunctionName, Description = '', Environment, Handler } = settings
  if (FunctionName !== undefined && !/^[a-zA-Z0-9-_]{1,64}$/.test(FunctionName)) {
    yield unfit('FunctionName', 'must be made of letters, digits, hyphens and underscores, and be 1 to 64 in length')
  }
  if (Description.length > 256) yield unfit('Description', 'must be at most 256 characters long')
  if (Handler !== undefined && !/^\S{1,128}$/.test(Handler)) {
    yield unfit('Handler', 'must be 1 to 128 characters long, without spaces')
  }
  yield* range('Timeout', settings.Timeout, 1, 900)
  yield* range('MemorySize', settings.MemorySize, 128, 10_240)
  yield* range('ReservedConcurrentExecutions', settings.ReservedConcurrentExecutions, 0, Number.MAX_SAFE_INTEGER)
  yield* environmentProblems(Environment?.Variables ?? {})
}

/** "This includes key names, values, quotes, commas, and brackets": https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html */
function* environmentProblems(variables: Readonly<Record<string, string>>): Iterable<Problem> {
  const path = ['Environment', 'Variables']
  const bytes = Buffer.byteLength(JSON.stringify(variables))
  if (bytes > MOST_ENVIRONMENT_BYTES) {
    const message = `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. They take ${bytes} bytes as JSON, ${MOST_ENVIRONMENT_BYTES} are allowed.`
    yield { path, code: 'InvalidParameterValueException', message }
  }
  for (const name of Object.keys(variables)) {
    if (RESERVED.includes(name)) {
      const message = `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${name}`
      yield { path: [...path, name], code: 'InvalidParameterValueException', message }
    } else if (!/^[a-zA-Z]\w+$/.test(name)) {
      yield unfit(
        `Environment.Variables.${name}`,
        'must be named with letters, digits and underscores, two at least, a letter first',
      )
    }
  }
}

function* range(name: string, value: number | undefined, least: number, most: number): Iterable<Problem> {
  if (value === undefined || isWholeBetween(value, least, most)) return
  yield unfit(name, `must be an integer from ${least} to ${most}, not ${value}`)
}

const unfit = (name: string, reason: string): Problem => ({
  path: name.split('.'),
  code: 'InvalidParameterValueException',
  message: `${name} ${reason}`,
})
