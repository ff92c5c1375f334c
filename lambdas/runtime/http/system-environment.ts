import { dynamoClient } from '../aws/clients.ts'
import { createItemReader, plainItemReader } from '../aws/item-reader.ts'
import { TRACES_ENDPOINT_VARIABLE } from '../declarations/tracing.ts'
import { commitEffects } from '../effects/commit.ts'
import { absentEventStore } from '../event-store/absent-event-store.ts'
import { systemEventStore } from '../event-store/system-event-store.ts'
import { systemClock } from '../system/clock.ts'
import { createIds, systemRandomBytes } from '../system/ids.ts'
import { systemRandom } from '../system/random.ts'
import { systemTimers } from '../system/timers.ts'
import { optionalVariable, type Variables, variable } from '../system/variable.ts'
import type { CallerRules } from './caller.ts'
import type { ApiEnvironment } from './environment.ts'
import { jsonLog } from './json-log.ts'

/** What the function's variables say, its clients made once: SERVICE, API_AUTH, *_TABLE. Client and reader are there for the service's own table. */
export function systemApiEnvironment(variables: Variables = process.env) {
  const eventTable = optionalVariable('EVENT_TABLE', variables)
  const commandTable = optionalVariable('COMMAND_TABLE', variables)
  const processedTable = optionalVariable('PROCESSED_TABLE', variables)
  const metricsNamespace = optionalVariable('POWERTOOLS_METRICS_NAMESPACE', variables)
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
      ...(eventTable !== undefined && { eventTable }),
      ...(commandTable !== undefined && { commandTable }),
    },
    eventStore: eventTable === undefined ? absentEventStore(() => variable('EVENT_TABLE', variables)) : eventStoreOf(),
    commit: (effects, first, options) => commitEffects(system, effects, first, options),
    readItem: plainItemReader(dynamo).get,
    ...(processedTable !== undefined && { processedTable }),
    timers: systemTimers,
    random: systemRandom,
    log,
    ...(metricsNamespace !== undefined && { metricsNamespace }),
    ...(variables[TRACES_ENDPOINT_VARIABLE] && {
      traces: async () => (await import('./request-traces.ts')).systemRequestTraces(variables),
    }),
  }
  return { ...environment, dynamo, items }
}

/** @throws {Error} unless API_AUTH says how callers are told apart: nobody is let in by an omission. */
function callerRules(variables: Variables): CallerRules {
  const auth = optionalVariable('API_AUTH', variables)
  if (auth === 'iam' || auth === 'none') return { auth }
  const customerClaim = optionalVariable('JWT_CUSTOMER_CLAIM', variables)
  const operatorScope = optionalVariable('JWT_OPERATOR_SCOPE', variables)
  if (auth === 'jwt' && customerClaim && operatorScope) return { auth, customerClaim, operatorScope }
  throw new Error('API_AUTH must be iam, none, or jwt with JWT_CUSTOMER_CLAIM and JWT_OPERATOR_SCOPE.')
}
