import {
  GetFunctionConfigurationCommand,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { lambda } from './aws.ts'
import { until } from './wait.ts'

export type Variables = Record<string, string>

/** Holds what a function was before a test changed it, so that the next run can put it back if this one is killed. */
export const BEFORE = 'E2E_BEFORE'

export interface Before {
  /** Only those that were changed; null: there was none. */
  readonly variables: Record<string, string | null>
  readonly timeoutSeconds?: number
}

/** Gives the functions back what a run that was killed had taken from them. */
export async function restoreFunctions(): Promise<void> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda() }, {})) {
    for (const { FunctionName = '', Environment: { Variables = {} } = {} } of Functions) {
      const { [BEFORE]: text, ...variables } = Variables
      if (text === undefined) continue
      const before = JSON.parse(text) as Before
      const entries = Object.entries({ ...variables, ...before.variables }).filter(([, value]) => value !== null)
      await configure(FunctionName, Object.fromEntries(entries) as Variables, before.timeoutSeconds)
    }
  }
}

/** Resolves when the function works with it. */
export async function configure(name: string, Variables: Variables, Timeout?: number): Promise<void> {
  const changes = { Environment: { Variables }, ...(Timeout !== undefined && { Timeout }) }
  await lambda().send(new UpdateFunctionConfigurationCommand({ FunctionName: name, ...changes }))
  await until(`the update of ${name}`, async () => {
    const { LastUpdateStatus } = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }))
    return LastUpdateStatus === undefined || LastUpdateStatus === 'Successful'
  })
}
