import { devNull } from 'node:os'
import type { Environment, InProcessEndpoint } from '../ports.ts'
import type { FunctionDefinition } from './definition.ts'

/** The environment that all functions of one runtime share. */
export interface Surroundings {
  region: string
  /** Endpoint of the functions' AWS clients, e.g. `http://127.0.0.1:4566`. */
  endpointUrl: string
  /** The same endpoint for threads that are shared. Default: over HTTP, as from everywhere else. */
  endpoint?: () => InProcessEndpoint | undefined
}

/**
 * The process environment of one worker: what the Lambda service sets, then the function's own variables. The access
 * key names the worker, so that the endpoint can tell from a signed request which worker made it.
 */
export function workerEnvironment(
  definition: FunctionDefinition,
  accessKey: string,
  logStreamName: string,
  { region, endpointUrl }: Surroundings,
): Environment {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpointUrl,
    // The developer's own profile must not reach into the functions.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime ?? 'nodejs24.x'}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb ?? 128),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(definition),
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_TASK_ROOT: definition.codeDir,
    _HANDLER: definition.handler,
    NODE_ENV: 'production',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...definition.environment,
    AWS_ACCESS_KEY_ID: accessKey,
    AWS_SECRET_ACCESS_KEY: 'local',
  }
}

export const logGroupOf = ({ name, logGroup }: Pick<FunctionDefinition, 'name' | 'logGroup'>): string =>
  logGroup ?? `/aws/lambda/${name}`
