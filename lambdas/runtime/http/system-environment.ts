import { dynamoClient } from '../aws/clients.ts'
import { createItemReader, plainItemReader } from '../aws/item-reader.ts'
import { TRACES_ENDPOINT_VARIABLE } from '../declarations/tracing.ts'
import { commitEffects } from '../effects/commit.ts'
import type { EventStore } from '../event-store/event-store.ts'
import { systemEventStore } from '../event-store/system-event-store.ts'
import { systemClock } from '../system/clock.ts'
import { createIds, systemRandomBytes } from '../system/ids.ts'
import { systemRandom } from '../system/random.ts'
import { systemTimers } from '../system/timers.ts'
import { type Variables, variable } from '../system/variable.ts'
import type { CallerRules } from './caller.ts'
import type { ApiEnvironment } from './environment.ts'
import { jsonLog } from './json-log.ts'

/** What the function's variables say, its clients made once: SERVICE, API_AUTH, *_TABLE. Client and reader are there for the service's own table. */
export function systemApiEnvironment(variables: Variables = process.env) {
  const { EVENT_TABLE, COMMAND_TABLE, PROCESSED_TABLE, POWERTOOLS_METRICS_NAMESPACE } = variables
  const service = variable('SERVICE', variables)
  const dynamo = dynamoClient()
  const ids = createIds(systemClock, systemRandomBytes)
  const log = jsonLog(service)
  const system = { dynamo, clock: systemClock, timers: systemTimers, ids, random: systemRandom }
  const items = createItemReader(system)
  const eventStoreOf = () =>
    systemEventStore(
      { dynamo, items },
      { onSnapshotFailed: (error, stream) => log.error('snapshot not written', { error, stream }) },
      variables,
    )
  const environment: ApiEnvironment = {
    service,
    callers: callerRules(variables),
    effects: {
      clock: systemClock,
      ids,
      source: `${service}-service`,
      ...(EVENT_TABLE !== undefined && { eventTable: EVENT_TABLE }),
      ...(COMMAND_TABLE !== undefined && { commandTable: COMMAND_TABLE }),
    },
    eventStore: EVENT_TABLE === undefined ? noEventStore(variables) : eventStoreOf(),
    commit: (effects, first, options) => commitEffects(system, effects, first, options),
    readItem: plainItemReader(dynamo).get,
    ...(PROCESSED_TABLE !== undefined && { processedTable: PROCESSED_TABLE }),
    timers: systemTimers,
    random: systemRandom,
    log,
    ...(POWERTOOLS_METRICS_NAMESPACE !== undefined && { metricsNamespace: POWERTOOLS_METRICS_NAMESPACE }),
    ...(variables[TRACES_ENDPOINT_VARIABLE] && {
      traces: async () => (await import('./request-traces.ts')).systemRequestTraces(variables),
    }),
  }
  return { ...environment, dynamo, items }
}

/** Of a service that declares none: whichever operation reaches for it is told what to declare. */
const noEventStore = (variables: Variables): EventStore =>
  new Proxy({} as EventStore, { get: () => () => variable('EVENT_TABLE', variables) })

/** @throws {Error} unless API_AUTH says how callers are told apart: nobody is let in by an omission. */
function callerRules({ API_AUTH, JWT_CUSTOMER_CLAIM, JWT_OPERATOR_SCOPE }: Variables): CallerRules {
  if (API_AUTH === 'iam' || API_AUTH === 'none') return { auth: API_AUTH }
  if (API_AUTH === 'jwt' && JWT_CUSTOMER_CLAIM && JWT_OPERATOR_SCOPE) {
    return { auth: API_AUTH, customerClaim: JWT_CUSTOMER_CLAIM, operatorScope: JWT_OPERATOR_SCOPE }
  }
  throw new Error('API_AUTH must be iam, none, or jwt with JWT_CUSTOMER_CLAIM and JWT_OPERATOR_SCOPE.')
}
