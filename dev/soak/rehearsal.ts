import { LambdaClient } from '@aws-sdk/client-lambda'
import type { FailureDrill } from '../../lambdas/runtime/declarations/drill.ts'
import { setDrill } from '../../ops/drills/drills.ts'
import type { Failing } from '../failing.ts'
import { localClientSettings } from '../local-client.ts'
import type { ConsumerQueues } from './consumers.ts'

export interface Refusals {
  /** Part of valid events that each consumer that holds refuses for good, 0 to 1. */
  readonly refuse: number
  /** Consumers that fail as these drills say, in place of that. */
  readonly failing: readonly Failing[]
}

/**
 * Consumers refuse a part of what is valid, as a mistake in their code would make them: always the same messages, by their ids, as
 * often as they are released or retried.
 * @returns how to mend them.
 */
export async function breakConsumers(
  endpointUrl: string,
  consumers: readonly ConsumerQueues[],
  { refuse, failing }: Refusals,
): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(localClientSettings(endpointUrl))
  const drills = consumers.flatMap(({ consumer, holds, functionName }): [string, FailureDrill][] => {
    const told = failing.find((one) => one.consumer === consumer)?.drill
    const drill = told ?? (holds && refuse > 0 ? { share: refuse, permanent: true } : undefined)
    return drill ? [[functionName, drill]] : []
  })
  for (const [functionName, drill] of drills) await setDrill(lambda, functionName, drill)
  return async () => {
    for (const [functionName] of drills) await setDrill(lambda, functionName, undefined)
    lambda.destroy()
  }
}
