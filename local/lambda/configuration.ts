import type { FunctionDefinition } from './definition.ts'
import { logGroupOf } from './environment.ts'
import { functionProblems } from './limits.ts'
import { LambdaApiError } from './responses.ts'

/** A function as GetFunctionConfiguration shows it. */
export function configurationOf(definition: FunctionDefinition) {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.runtime ?? 'nodejs24.x',
    Handler: definition.handler,
    Description: definition.description ?? '',
    Timeout: definition.timeoutSeconds ?? 3,
    MemorySize: definition.memoryMb ?? 128,
    Environment: { Variables: definition.environment },
    LoggingConfig: { LogFormat: 'Text', LogGroup: logGroupOf(definition) },
    ...(definition.modifiedAt !== undefined && { LastModified: lastModified(definition.modifiedAt) }),
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  }
}

/** A time in the form that Lambda writes: `2026-04-28T10:30:00.000+0000`. */
const lastModified = (at: number): string => new Date(at).toISOString().replace('Z', '+0000')

const changeable = ['FunctionName', 'Environment', 'Timeout', 'MemorySize', 'Description']

/** The changes of an UpdateFunctionConfiguration request; an environment given replaces the whole of the old one. */
export function readConfigurationChanges(body: unknown): Partial<FunctionDefinition> {
  const input = body as {
    Environment?: { Variables?: Record<string, string> }
    Timeout?: number
    MemorySize?: number
    Description?: string
  }
  const unknown = Object.keys(input).find((key) => !changeable.includes(key))
  if (unknown) {
    throw new LambdaApiError(
      400,
      'InvalidParameterValueException',
      `${unknown} cannot be changed locally; these can: ${changeable.slice(1).join(', ')}`,
    )
  }
  const { Environment, Timeout, MemorySize, Description } = input
  for (const { code, message } of functionProblems(input)) throw new LambdaApiError(400, code, message)
  return {
    ...(Environment && { environment: Environment.Variables ?? {} }),
    ...(Timeout !== undefined && { timeoutSeconds: Timeout }),
    ...(MemorySize !== undefined && { memoryMb: MemorySize }),
    ...(Description !== undefined && { description: Description }),
  }
}
