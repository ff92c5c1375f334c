import type { EventSourceMappingConfiguration, EventSourceMappings } from '../lambda/index.ts'
import { startStreamSource } from './dynamodb-stream.ts'
import { changedMapping, checkMapping, type EventSourceMapping, mappingId } from './mapping.ts'
import { checkRole } from './role.ts'
import { type EventSource, type EventSourceDependencies, neverProcessed } from './source.ts'
import { startSqsSource } from './sqs.ts'

export { checkMapping, type EventSourceMapping, mappingId } from './mapping.ts'
export type { DeliveryFault, DeliveryFaults, EventSource, EventSourceDependencies, StreamReader } from './source.ts'

/** How long a changed mapping waits for the batches that the old one has in flight. */
const drainBeforeChangeMs = 30_000

/** The event source mappings of one runtime: they poll so that functions need not. */
export interface EventSources extends EventSourceMappings {
  /** Throws when the mapping cannot work. Delivers from now on, unless it is disabled. */
  start(mapping: EventSourceMapping): EventSourceMappingConfiguration
  /** Ends a mapping; its batches in flight are waited for. */
  remove(uuid: string): Promise<void>
  /** Stops every source, side by side, each within `drainMs`. */
  close(drainMs: number): Promise<void>
}

/** Starts one mapping; it runs until it is stopped. */
export function startEventSource(mapping: EventSourceMapping, deps: EventSourceDependencies): EventSource {
  checkRole(mapping, deps)
  return checkMapping(mapping) === 'sqs' ? startSqsSource(mapping, deps) : startStreamSource(mapping, deps)
}

interface Entry {
  mapping: EventSourceMapping
  functionArn: string
  source: EventSource | undefined
  changedAt: number
  /** Changes are made one after another. */
  changing: Promise<unknown>
}

export function createEventSources(
  deps: EventSourceDependencies & { functionArnOf: (nameOrArn: string) => string },
): EventSources {
  const entries = new Map<string, Entry>()
  const now = () => deps.clock?.now() ?? Date.now()

  function begin(mapping: EventSourceMapping): EventSource | undefined {
    return mapping.Enabled === false ? undefined : startEventSource(mapping, deps)
  }

  async function change(entry: Entry, changes: Record<string, unknown>) {
    const mapping = changedMapping(entry.mapping, changes)
    await entry.source?.stop(drainBeforeChangeMs)
    Object.assign(entry, { mapping, source: begin(mapping), changedAt: now() })
  }

  return {
    start(mapping) {
      checkMapping(mapping)
      const id = mappingId(mapping)
      if (entries.has(id)) throw new Error(`Event source mapping ${id} already exists`)
      const functionArn = deps.functionArnOf(mapping.FunctionName)
      const entry = { mapping: { ...mapping, UUID: id }, functionArn, changedAt: now(), changing: Promise.resolve() }
      entries.set(id, { ...entry, source: begin(entry.mapping) })
      return configurationOf(entries.get(id) as Entry)
    },
    list: () => [...entries.values()].map(configurationOf),
    async update(uuid, changes) {
      const entry = entries.get(uuid)
      if (!entry) throw new Error(`No event source mapping ${uuid}`)
      const changed = entry.changing.then(() => change(entry, changes))
      entry.changing = changed.catch(() => {})
      await changed
      return configurationOf(entry)
    },
    async remove(uuid) {
      const entry = entries.get(uuid)
      entries.delete(uuid)
      await entry?.changing
      await entry?.source?.stop(drainBeforeChangeMs)
    },
    async close(drainMs) {
      await Promise.all([...entries.values()].map(({ source }) => source?.stop(drainMs)))
    },
  }
}

function configurationOf({ mapping, functionArn, source, changedAt }: Entry): EventSourceMappingConfiguration {
  const { Enabled: _, FunctionName: __, ...rest } = mapping
  return {
    BatchSize: mapping.EventSourceArn.includes(':sqs:') ? 10 : 100,
    MaximumBatchingWindowInSeconds: 0,
    ...rest,
    UUID: mappingId(mapping),
    FunctionArn: functionArn,
    State: mapping.Enabled === false ? 'Disabled' : 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    LastProcessingResult: source?.lastResult ?? neverProcessed,
    LastModified: changedAt / 1000,
  }
}
