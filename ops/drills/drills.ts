import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { DRILL_VARIABLE, type FailureDrill, parseDrill } from '../../lambdas/runtime/declarations/drill.ts'

export const drillText = ({ share, permanent }: FailureDrill): string => `${share}${permanent ? ':permanent' : ''}`

/** The drill that the function's variable holds at present. */
export async function drillOf(lambda: LambdaClient, FunctionName: string): Promise<FailureDrill | undefined> {
  const { variables } = await readVariables(lambda, FunctionName)
  return parseDrill(variables[DRILL_VARIABLE] ?? '')
}

/**
 * The variables of the function.
 * @throws {Error} if Lambda could not decrypt them for this caller: its answer then has none, and a change that was based on it would erase them all.
 */
async function readVariables(lambda: LambdaClient, FunctionName: string) {
  const { Environment, RevisionId } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const { Error: failure, Variables: variables = {} } = Environment ?? {}
  if (failure) {
    throw new Error(`The variables of ${FunctionName} cannot be read, so its drill is unknown: ${failure.Message}`)
  }
  return { variables, RevisionId }
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
  const { variables: all, RevisionId } = await readVariables(lambda, FunctionName)
  const { [DRILL_VARIABLE]: before, ...variables } = all
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
