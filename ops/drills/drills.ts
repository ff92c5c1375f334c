import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { DRILL_VARIABLE, type FailureDrill, parseDrill } from '../../lambdas/runtime/declarations/drill.ts'

export const drillText = ({ share, permanent }: FailureDrill): string => `${share}${permanent ? ':permanent' : ''}`

/** The drill that the function's variable holds at present. */
export async function drillOf(lambda: LambdaClient, FunctionName: string): Promise<FailureDrill | undefined> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  return parseDrill(Environment?.Variables?.[DRILL_VARIABLE] ?? '')
}

/**
 * Starts or ends a drill. The function's other variables stay as they are, and running invocations are not affected.
 * @param drill Undefined ends the drill. @returns whether anything had to be changed.
 */
export async function setDrill(
  lambda: LambdaClient,
  FunctionName: string,
  drill: FailureDrill | undefined,
): Promise<boolean> {
  const { Environment, RevisionId } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const { [DRILL_VARIABLE]: before, ...variables } = Environment?.Variables ?? {}
  const wanted = drill && drillText(drill)
  if (before === wanted) return false
  await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName,
      Environment: { Variables: { ...variables, ...(wanted !== undefined && { [DRILL_VARIABLE]: wanted }) } },
      // The revision id makes Lambda refuse this change if somebody has changed the function in the meantime.
      ...(RevisionId !== undefined && { RevisionId }),
    }),
  )
  return true
}
