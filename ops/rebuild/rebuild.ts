import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { ConflictError } from '../../lambdas/runtime/errors.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { WRITERS_KNOW_MS } from '../../lambdas/runtime/read-model/cached-generations.ts'
import {
  buildingGeneration,
  createGenerationsStore,
  type Generations,
  type GenerationsStore,
  startGeneration,
  switchTo,
} from '../../lambdas/runtime/read-model/generations.ts'
import { type Clock, isoTime } from '../../lambdas/runtime/system/clock.ts'
import { type Corrections, correctedStore } from '../corrections/corrections.ts'
import type { WaitingOptions } from '../parked/waiting.ts'
import { createCheckpoints } from './checkpoints.ts'
import { type Filled, fillGeneration } from './fill-generation.ts'
import { GenerationGone, guardedWriter } from './guarded-writer.ts'
import { applyLateCorrections } from './late-corrections.ts'
import { documentsWriter } from './write-documents.ts'

export interface RebuildOptions {
  readonly model: ReadModel
  readonly client: DynamoDBClient
  /** The service's table, where the read model is. */
  readonly table: string
  readonly eventStore: Pick<EventStore, 'readSegment'>
  /** Single streams, for what is skipped or edited while the rebuild runs. Absent: nothing is. */
  readonly storage?: Pick<EventStorage, 'readStream' | 'readEvent'>
  /** What was skipped or edited for the read model's consumer, as of now. Default: nothing. */
  readonly corrections?: () => Promise<Corrections>
  /** Ids of the events that its consumer has yet to take, because they are parked. Default: none. */
  readonly parked?: (options: WaitingOptions) => Promise<ReadonlySet<string>>
  readonly clock: Clock
  readonly pause: (milliseconds: number) => Promise<void>
  readonly signal: AbortSignal
  readonly onStart: (generation: string) => void
  readonly onProgress: (progress: Filled) => void
}

export interface Rebuilt extends Filled {
  readonly generation: string
  /**
   * The one that was live before; it stays, and stays up to date, until it is dropped. Absent: this run has switched nothing,
   * because another run had completed the generation, and whichever is live since is so by someone's choice.
   */
  readonly previous?: string
}

/**
 * Builds a new generation of a read model from the stored events, and makes it the live one.
 *
 *     add generation      consumers write to both from now on; readers see the old one
 *     wait                until no consumer goes by the record as it was
 *     read all events     consistently, in parallel segments, with checkpoints; what is parked comes when it is released
 *     correct             what was skipped or edited meanwhile
 *     switch              one conditional write; readers see the new one
 *
 * It needs no pass to catch up: an event is either in the table when the reading begins, or some consumer writes it to
 * both generations.
 * @param segments parallel readers of the event table, 1 to 1000.
 * @throws {Error} when another generation is being built. @throws {GenerationGone} when it is dropped meanwhile.
 */
export async function rebuild(options: RebuildOptions, segments: number): Promise<Rebuilt> {
  const store = storeOf(options)
  const seen = await store.load()
  const { name, generations } = startGeneration(seen, isoTime(options.clock.now()), segments)
  await store.save(seen, generations)
  return build(options, name, segments)
}

/** Takes up the generation that is being built where its checkpoints say. Safe even if the other run is still alive. */
export async function resumeRebuild(options: RebuildOptions): Promise<Rebuilt> {
  const generations = await storeOf(options).load()
  const name = buildingGeneration(generations)
  if (!name) throw new Error(`No generation of ${options.model.name} is being built: there is nothing to resume.`)
  return build(options, name, generations.all[name]?.segments ?? 1)
}

async function build(options: RebuildOptions, generation: string, segments: number): Promise<Rebuilt> {
  const { client, table, model, signal, onProgress } = options
  options.onStart(generation)
  // Twice the time, for clocks that do not run alike.
  await options.pause(2 * WRITERS_KNOW_MS)
  const taken = await whatIsTaken(options)
  const checkpoints = createCheckpoints(client, table, model.name, generation)
  const documents = { client, table, model }
  const write = guardedWriter(documents, generation, storeOf(options), documentsWriter(documents, generation))
  const filled = await fillGeneration({
    model,
    segments,
    eventStore: withoutEvents(correctedStore(options.eventStore, taken.corrections), taken.parked),
    write,
    checkpoints,
    signal,
    onProgress,
  })
  await correctLate(options, generation, taken.corrections)
  const previous = await complete(options, generation)
  await checkpoints.clear()
  return { ...filled, generation, ...(previous !== undefined && { previous }) }
}

/**
 * What the consumer takes, read when every function knows of the generation. What is parked is left out: whoever releases it writes it to this
 * generation as well. Not so a release that is under way, which may have begun before, so that its events are taken as stored.
 *
 *     function    ──knows g1 only──handles n──────────────writes n to g1──n is not parked any more
 *     rebuild     ────────────adds g2──waits──n is being released: read from the event table, written to g2
 */
async function whatIsTaken({ corrections, parked, clock }: RebuildOptions) {
  return {
    corrections: (await corrections?.()) ?? (new Map() as Corrections),
    parked: (await parked?.({ unlessReleasedAt: clock.now() })) ?? new Set<string>(),
  }
}

/** The same event store without some events. */
const withoutEvents = (
  eventStore: Pick<EventStore, 'readSegment'>,
  ids: ReadonlySet<string>,
): Pick<EventStore, 'readSegment'> => ({
  async readSegment(read) {
    const { events, ...page } = await eventStore.readSegment(read)
    return { ...page, events: events.filter(({ event_id }) => !ids.has(event_id)) }
  },
})

async function correctLate(options: RebuildOptions, generation: string, known: Corrections): Promise<void> {
  const { client, table, model, storage } = options
  if (!storage || !options.corrections) return
  const corrections = await options.corrections()
  const waiting = (await options.parked?.({})) ?? new Set<string>()
  const since = (await storeOf(options).load()).all[generation]?.since ?? ''
  await applyLateCorrections({
    documents: { client, table, model, storage },
    generation,
    since,
    known,
    corrections,
    waiting,
  })
}

/**
 * Makes the generation live, once: two runs may fill it (one was resumed, the other one was not dead after all), and what an
 * operator has switched to after the first has completed it stays.
 *
 *     run 1   ──fills g2──switches to g2
 *     operator                              ──switches back to g1
 *     run 2   ─────fills g2─────────────────────────────────────────► nothing is left to switch
 *
 * @returns the one that was live before, if it was this run that switched. @throws {GenerationGone}
 */
async function complete(options: RebuildOptions, generation: string): Promise<string | undefined> {
  const store = storeOf(options)
  for (;;) {
    const seen = await store.load()
    const state = Object.hasOwn(seen.all, generation) ? seen.all[generation]?.state : undefined
    if (state === undefined) throw new GenerationGone(generation)
    if (state === 'ready') return undefined
    if (await saved(store, seen, switchTo(seen, generation))) return seen.live
  }
}

/** @returns false if someone else was first. */
const saved = (store: GenerationsStore, seen: Generations, next: Omit<Generations, 'revision'>): Promise<boolean> =>
  store.save(seen, next).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ConflictError) return false
      throw error
    },
  )

/** An operator's switch, whatever else is live. @returns the generation that was live before. */
export async function makeLive(
  options: Pick<RebuildOptions, 'client' | 'table' | 'model'>,
  generation: string,
): Promise<string> {
  const store = storeOf(options)
  for (;;) {
    const seen = await store.load()
    if (await saved(store, seen, switchTo(seen, generation))) return seen.live
  }
}

export const storeOf = ({ client, table, model }: Pick<RebuildOptions, 'client' | 'table' | 'model'>) =>
  createGenerationsStore(client, table, model.name)
