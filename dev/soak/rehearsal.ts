import { LambdaClient } from '@aws-sdk/client-lambda'
import { setDrill } from '../../ops/drills/drills.ts'
import { localClientSettings } from '../local-client.ts'
import type { ConsumerQueues } from './consumers.ts'

/**
 * Ordered consumers that hold refuse a part of valid events for good, as a mistake in their code would: always the same ones, by
 * their ids, as often as they are released.
 * @param share 0 to 1. @returns how to mend them.
 */
export async function breakOrderedConsumers(
  endpointUrl: string,
  consumers: readonly ConsumerQueues[],
  share: number,
): Promise<() => Promise<void>> {
  const lambda = new LambdaClient(localClientSettings(endpointUrl))
  const holding = consumers.filter(({ holds }) => holds)
  if (share > 0) {
    for (const { functionName } of holding) await setDrill(lambda, functionName, { share, permanent: true })
  }
  return async () => {
    for (const { functionName } of holding) await setDrill(lambda, functionName, undefined)
    lambda.destroy()
  }
}
