import { readCircuits } from '../breakers/breakers.ts'
import { pauseOf } from '../pauses/pause.ts'
import { concurrently } from '../rebuild/concurrently.ts'
import { pascalCase } from '../stack/stack.ts'
import { mappingsByFunction } from '../status/functions.ts'
import { type ConsumerRow, stateOf } from './consumer-state.ts'
import { type ConsumersEnvironment, queueUrlOf } from './environment.ts'
import { stateOfAll } from './event-source.ts'
import { allConsumers } from './find.ts'
import { heldTypesIn } from './held-types.ts'
import { readBacklog } from './read-backlog.ts'
import { readParking } from './read-parking.ts'

/** Calls at the same time. Few, so that the tool does not take quota from the pipeline that it looks at. */
const WIDTH = 16

/** Lists every consumer of the stack; changes nothing. */
export async function listConsumers(environment: ConsumersEnvironment): Promise<ConsumerRow[]> {
  const { stack, dynamo, lambda, records, now } = environment
  const at = now()
  const outputs = stack.outputs()
  const consumers = allConsumers().filter(({ name }) => outputs.has(`Consumer${pascalCase(name)}FunctionName`))
  const [recorded, mappings, circuits, parking] = await Promise.all([
    records.all(),
    mappingsByFunction(lambda),
    readCircuits({ dynamo, table: stack.output('BreakerTableName') }),
    readParking({ dynamo, table: stack.output('ParkedTableName') }, consumers),
  ])
  const held = heldTypesIn(circuits, consumers, at)
  const rows = new Map<string, ConsumerRow>()
  await concurrently(consumers, WIDTH, async ({ name }) => {
    const backlog = await readBacklog(environment, queueUrlOf(environment, name), at)
    const source = stateOfAll(mappings.get(stack.output(`Consumer${pascalCase(name)}FunctionName`)) ?? [])
    const record = recorded.get(name)
    const state = stateOf(record, source, at)
    const oldest = backlog.oldestSentAt === undefined ? null : Math.max(0, (at - backlog.oldestSentAt) / 1000)
    const takesNothing = state === 'paused' || state === 'pausing' || state === 'off'
    rows.set(name, {
      consumer: name,
      state,
      pause: record ? pauseOf(record) : null,
      waiting: backlog.waiting,
      in_flight: backlog.inFlight,
      delayed: backlog.delayed,
      oldest_seconds: oldest === null ? null : Math.round(oldest),
      loss_in_seconds:
        takesNothing && oldest !== null ? Math.max(0, Math.round(backlog.retentionSeconds - oldest)) : null,
      held: held.get(name) ?? [],
      parking: parking.get(name) ?? null,
    })
  })
  return consumers.flatMap(({ name }) => rows.get(name) ?? [])
}
