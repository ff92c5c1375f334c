import type { EventSourceMappingConfiguration, EventSourceMappings } from '../lambda/index.ts'
import { changedMapping, checkMapping } from './check-mapping.ts'
import { type DisabledMappings, openDisabledMappings } from './disabled.ts'
import { startStreamSource } from './dynamodb-stream.ts'
import { type EventSourceMapping, mappingId } from './mapping.ts'
import { checkRole } from './role.ts'
import { type EventSourceDependencies, neverProcessed, type RunningEventSource, settleWithin } from './source.ts'
import { startSqsSource } from './sqs.ts'
import { forgetPosition, type PositionsInMemory } from './stream-position.ts'
import { MappingInUseError, restingState, type Transition, transitionOf } from './transition.ts'

export { checkMapping, mappingProblems } from './check-mapping.ts'
export { type EventSourceMapping, mappingId } from './mapping.ts'
export { type DeliveryFaults, type EventSourceDependencies, type RunningEventSource, windowEnds } from './source.ts'

/** How long a changed mapping waits for the batches that the old one has in flight. */
const drainBeforeChangeMs = 30_000

/** The event source mappings of one runtime: they poll so that functions need not. */
export interface EventSources extends EventSourceMappings {
  /** Throws when the mapping cannot work. Delivers from now on, unless it is disabled. */
  start(mapping: EventSourceMapping): EventSourceMappingConfiguration
  /** Changes a mapping as CloudFormation does: waits for a change that is under way, and returns once the new state is reached. */
  change(uuid: string, changes: Record<string, unknown>): Promise<EventSourceMappingConfiguration>
  /** Ends a mapping; its batches in flight are waited for. */
  remove(uuid: string): Promise<void>
  /** Stops every source, side by side, each within `drainMs`. */
  close(drainMs: number): Promise<void>
}

/** Starts one mapping; it runs until it is stopped. */
export function startEventSource(mapping: EventSourceMapping, deps: EventSourceDependencies): RunningEventSource {
  checkRole(mapping, deps)
  return checkMapping(mapping) === 'sqs' ? startSqsSource(mapping, deps) : startStreamSource(mapping, deps)
}

interface Entry {
  mapping: EventSourceMapping
  functionArn: string
  source: RunningEventSource | undefined
  /** Batches that a disabled source has in flight. */
  finishing: Promise<void>
  changedAt: number
  /** While a change is being made. */
  transition: Transition | undefined
  /** Changes are made one after another. */
  changing: Promise<unknown>
}

export function createEventSources(
  deps: EventSourceDependencies & { functionArnOf: (nameOrArn: string) => string },
): EventSources {
  const entries = new Map<string, Entry>()
  const disabled: DisabledMappings = openDisabledMappings(deps.dataDir)
  const positionsInMemory: PositionsInMemory = new Map()
  const now = () => deps.clock?.now() ?? Date.now()
  let isClosing = false

  function begin(mapping: EventSourceMapping): RunningEventSource | undefined {
    return mapping.Enabled === false || isClosing
      ? undefined
      : startEventSource(mapping, { ...deps, positionsInMemory })
  }

  const find = (uuid: string): Entry => {
    const entry = entries.get(uuid)
    if (!entry) throw new Error(`No event source mapping ${uuid}`)
    return entry
  }

  /** Refuses what is wrong before anything is changed. */
  function beginChange(entry: Entry, changes: Record<string, unknown>): Promise<void> {
    const mapping = changedMapping(entry.mapping, changes)
    if (mapping.Enabled !== false) checkRole(mapping, deps)
    entry.transition = transitionOf(changes)
    const change = carryOut(entry, mapping)
      .catch((error: Error) => {
        deps.onProblem?.(`Event source mapping ${mappingId(mapping)}: ${error.message}`)
        throw error
      })
      .finally(() => {
        entry.transition = undefined
      })
    entry.changing = change.catch(() => {})
    return change
  }

  async function carryOut(entry: Entry, mapping: EventSourceMapping): Promise<void> {
    const { source } = entry
    // A disabled mapping takes nothing new from now on; the batches that it has in flight end by themselves, as on AWS.
    const waits = mapping.Enabled === false && source && checkMapping(mapping) === 'sqs' ? 0 : drainBeforeChangeMs
    await source?.stop(waits)
    if (source) entry.finishing = source.stop(drainBeforeChangeMs)
    if (mapping.Enabled !== false) await entry.finishing
    disabled.set(mappingId(mapping), mapping.Enabled === false)
    Object.assign(entry, { mapping, source: begin(mapping), changedAt: now() })
  }

  return {
    start(stated) {
      checkMapping(stated)
      const id = mappingId(stated)
      if (entries.has(id)) throw new Error(`Event source mapping ${id} already exists`)
      const mapping: EventSourceMapping = { ...stated, UUID: id }
      if (stated.Enabled === undefined && disabled.has(id)) mapping.Enabled = false
      const entry: Entry = {
        mapping,
        functionArn: deps.functionArnOf(mapping.FunctionName),
        source: begin(mapping),
        finishing: Promise.resolve(),
        changedAt: now(),
        transition: undefined,
        changing: Promise.resolve(),
      }
      entries.set(id, entry)
      return configurationOf(entry)
    },
    list: () => [...entries.values()].map(configurationOf),
    update(uuid, changes) {
      const entry = find(uuid)
      if (entry.transition) throw new MappingInUseError()
      beginChange(entry, changes).catch(() => {})
      return configurationOf(entry)
    },
    async change(uuid, changes) {
      const entry = find(uuid)
      while (entry.transition) await entry.changing
      await beginChange(entry, changes)
      return configurationOf(entry)
    },
    async remove(uuid) {
      const entry = entries.get(uuid)
      entries.delete(uuid)
      await entry?.changing
      await Promise.all([entry?.source?.stop(drainBeforeChangeMs), entry?.finishing])
      disabled.set(uuid, false)
      forgetPosition(deps.dataDir, uuid, positionsInMemory)
    },
    async close(drainMs) {
      isClosing = true
      await Promise.all(
        [...entries.values()].map(({ source, finishing, changing }) =>
          Promise.all([source?.stop(drainMs), settleWithin(drainMs, [finishing, changing])]),
        ),
      )
    },
  }
}

function configurationOf({
  mapping,
  functionArn,
  source,
  changedAt,
  transition,
}: Entry): EventSourceMappingConfiguration {
  const { Enabled: _, FunctionName: __, ...rest } = mapping
  return {
    BatchSize: mapping.EventSourceArn.includes(':sqs:') ? 10 : 100,
    MaximumBatchingWindowInSeconds: 0,
    ...rest,
    UUID: mappingId(mapping),
    FunctionArn: functionArn,
    State: transition ?? restingState(mapping),
    StateTransitionReason: 'USER_INITIATED',
    LastProcessingResult: source?.lastResult ?? neverProcessed,
    LastModified: changedAt / 1000,
  }
}
