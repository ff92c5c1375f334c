import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** The code that a consumer's function runs now. */
export interface RunningCode {
  readonly revision: string | undefined
  /** When the function was last deployed or configured, ISO 8601. */
  readonly deployedAt: string | undefined
}

/** @returns undefined if the function cannot be read: the revision is an extra, and a command must not fail for it. */
export async function runningCode(
  lambda: Pick<LambdaClient, 'send'>,
  functionName: string,
): Promise<RunningCode | undefined> {
  try {
    const { Environment, LastModified = '' } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionName }),
    )
    const at = Date.parse(LastModified)
    return {
      revision: Environment?.Variables?.CODE_REVISION,
      deployedAt: Number.isNaN(at) ? undefined : new Date(at).toISOString(),
    }
  } catch {
    return undefined
  }
}
