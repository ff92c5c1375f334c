import {
  type EventSourceMappingConfiguration,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
} from '@aws-sdk/client-lambda'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'

/** @returns when the function was last deployed or configured, ISO 8601; null if that is unknown. */
export async function lastDeployment(lambda: LambdaClient, FunctionName: string): Promise<string | null> {
  const { LastModified = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const at = Date.parse(LastModified)
  return Number.isNaN(at) ? null : isoTime(at)
}

/**
 * The event source mappings of the account, by the name of their function. One list for all: a call for each function
 * would meet Lambda's limit of 15 such calls a second. Source:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export async function mappingsByFunction(
  client: LambdaClient,
): Promise<ReadonlyMap<string, EventSourceMappingConfiguration[]>> {
  const mappings: EventSourceMappingConfiguration[] = []
  for await (const page of paginateListEventSourceMappings({ client }, {})) {
    mappings.push(...(page.EventSourceMappings ?? []))
  }
  return Map.groupBy(mappings, ({ FunctionArn = '' }) => FunctionArn.split(':')[6] ?? FunctionArn)
}

/** Whether Lambda takes anything from the function's queue or stream. */
export const isFed = (mappings: readonly EventSourceMappingConfiguration[] = []): boolean =>
  mappings.some(({ State = '' }) => !OFF.has(State))

/** Whether Lambda is switching off what takes from the function's queue, which may deliver until that is done. */
export const isStopping = (mappings: readonly EventSourceMappingConfiguration[] = []): boolean =>
  mappings.some(({ State }) => State === 'Disabling')

const OFF: ReadonlySet<string> = new Set(['Disabled', 'Disabling', 'Deleting'])
