import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Clock } from '../../lambdas/runtime/system/clock.ts'

/** The header `date` tells whole seconds, and arrives a little late: a smaller difference may be none. */
export const CLOCK_TOLERANCE_MS = 5_000

/** A client of any service: what is added to its middleware is the same for all. */
interface Client {
  readonly middlewareStack: object
}

const clocks = new WeakMap<Client, Clock>()

/**
 * The time as AWS has it, from the header `date` of the client's last answer; until there is one, the time of `clock`. An operator's
 * computer may be wrong by minutes, while the times that it is compared with were stored by functions or by other operators. Exact within
 * {@link CLOCK_TOLERANCE_MS}. Each client has one such clock, that of the first call.
 */
export function serverClock(client: Client, clock: Clock): Clock {
  const known = clocks.get(client) ?? followed(client, clock)
  clocks.set(client, known)
  return known
}

function followed(client: Client, clock: Clock): Clock {
  let aheadMs = 0
  const { middlewareStack } = client as Pick<DynamoDBClient, 'middlewareStack'>
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> }
      const difference = clock.now() - Date.parse(headers?.date ?? '')
      if (!Number.isNaN(difference)) aheadMs = Math.abs(difference) > CLOCK_TOLERANCE_MS ? difference : 0
      return result
    },
    { step: 'deserialize', name: 'serverClock' },
  )
  return { now: () => clock.now() - aheadMs }
}
