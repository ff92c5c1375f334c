import type { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { closestOf } from '../cli/closest.ts'
import { UsageError } from '../cli/usage-error.ts'
import { concurrently } from '../rebuild/concurrently.ts'
import { resourcesOfType } from '../stack/resources.ts'

/** A function of the stack, and where it logs. */
export interface PipelineFunction {
  /** Its role, with dashes: `consumer-payment`, `http-routes-of-order`, `relay-of-events`. */
  readonly name: string
  /** Name of the Lambda function. */
  readonly functionName: string
  readonly logGroup: string
}

const WIDTH = 8

/** All functions of the stack, by name. */
export async function listFunctions(
  client: CloudFormationClient,
  lambda: LambdaClient,
  stackNames: readonly string[],
): Promise<PipelineFunction[]> {
  const names = await resourcesOfType(client, stackNames, 'AWS::Lambda::Function')
  const functions: PipelineFunction[] = []
  await concurrently(names, WIDTH, async (FunctionName) => {
    const { Description, LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    functions.push({
      name: (Description || FunctionName).toLowerCase().split(/\s+/).join('-'),
      functionName: FunctionName,
      logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    })
  })
  return functions.toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/**
 * Finds functions by their name here, by their name in Lambda, or by the last part of the name: `payment` means the consumer and the HTTP
 * routes of that service.
 * @throws {UsageError} that lists the functions there are.
 */
export function functionsNamed(functions: readonly PipelineFunction[], wanted: readonly string[]): PipelineFunction[] {
  if (wanted.length === 0) return [...functions]
  const found = wanted.flatMap((name) => {
    const exact = functions.filter((one) => one.name === name || one.functionName === name)
    const matching = exact.length > 0 ? exact : functions.filter((one) => shortName(one) === name)
    if (matching.length === 0) {
      const known = [...new Set(functions.map(shortName))].sort()
      throw new UsageError(`There is no function "${name}".${closestOf(name, known)}`)
    }
    return matching
  })
  return [...new Set(found)]
}

/** `payment` of `consumer-payment` and of `http-routes-of-payment`. */
export const shortName = ({ name }: Pick<PipelineFunction, 'name'>): string =>
  name.replace(/^(consumer|http-routes-of)-/, '')
