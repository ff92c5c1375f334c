import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { DRILL_VARIABLE, type FailureDrill, parseDrill } from '../../lambdas/runtime/declarations/drill.ts'

export const drillText = ({ share, permanent }: FailureDrill): string => `${share}${permanent ? ':permanent' : ''}`

/** What the function is told at present. */
export async function drillOf(lambda: LambdaClient, FunctionName: string): Promise<FailureDrill | undefined> {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  return parseDrill(Environment?.Variables?.[DRILL_VARIABLE] ?? '')
}

/**
 * Makes a consumer fail, or ends that. Its other variables stay as they are; running invocations end as they began.
 * @param drill Undefined: it works again. @returns whether anything had to be changed.
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
      // Whoever changed the function meanwhile must not lose that.
      ...(RevisionId !== undefined && { RevisionId }),
    }),
  )
  return true
}
