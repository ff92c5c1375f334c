import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { DocumentChange, ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { joinParts, type Part } from '../../lambdas/runtime/declarations/parts.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { type Generation, toItem, toParts } from '../../lambdas/runtime/read-model/document-item.ts'
import { grouped } from '../cli/progress-bar.ts'
import { type Corrections, correctedStore } from '../corrections/corrections.ts'
import { scanGeneration } from '../generations/scan-generation.ts'
import { foldPage } from '../rebuild/fill-generation.ts'

export interface VerifyOptions {
  readonly model: ReadModel
  readonly client: DynamoDBClient
  readonly table: string
  readonly eventStore: Pick<EventStore, 'readSegment'>
  readonly generation: string
  /** What was skipped or edited for the read model's consumer, as of now. Default: nothing. */
  readonly corrections?: () => Promise<Corrections>
  /** Ids of the events that its consumer has yet to take, because they are parked. Default: none. */
  readonly parked?: () => Promise<ReadonlySet<string>>
  /** Parallel readers of the event table. */
  readonly segments: number
  readonly onProgress: (events: number) => void
}

export interface Difference {
  /** Partition and sort key of the document. */
  readonly document: string
  /** `missing`: the events give it, but it is not stored. `surplus`: it is stored, but the events do not give it. `different`: the bytes differ. */
  readonly kind: 'missing' | 'surplus' | 'different'
}

export interface Verification {
  readonly events: number
  readonly documents: number
  /** Documents that are correct except for events that are parked: they are behind, not wrong. */
  readonly behind: number
  /** Parked events that this checkout cannot take either, so that nobody can tell which documents wait for them. */
  readonly unknown: number
  readonly differences: readonly Difference[]
}

/**
 * Compares every stored document, byte by byte, with a fresh fold of the event table. Holds all documents in memory.
 * While orders keep coming a document may differ for the moment that its event is on its way: see {@link settled}.
 */
export async function verifyReadModel(options: VerifyOptions): Promise<Verification> {
  const { model, client, table } = options
  const generation: Generation = { model: model.name, name: options.generation }
  const { taken, waiting, events, unknown } = await foldEverything(options)
  const partitions = new Set(model.indexes.map((index) => index.partitionKey))
  const itemOf = (change: DocumentChange) => toItem(generation, change, partitions)
  const expected = new Map<string, Expected>()
  for (const change of taken) expected.set(nameOf(itemOf(change)), { taken: change, waiting: [] })
  for (const change of waiting) {
    const name = nameOf(itemOf(change))
    const one = expected.get(name) ?? { taken: undefined, waiting: [] }
    expected.set(name, { ...one, waiting: [...one.waiting, change] })
  }
  const documents = expected.size
  let behind = 0
  const differences: Difference[] = []
  for await (const items of scanGeneration({ client, table, generation })) {
    for (const item of items) {
      const document = nameOf(item)
      const one = expected.get(document)
      if (isEmpty(item)) continue
      expected.delete(document)
      if (!one) differences.push({ document, kind: 'surplus' })
      else {
        const possible = one.waiting.length === 0 ? one.taken : closestTo(item, one)
        if (!possible || bytesOf(itemOf(possible)) !== bytesOf(item)) differences.push({ document, kind: 'different' })
        else if (isBehind(possible, one)) behind++
      }
    }
  }
  for (const [document, { taken: change }] of expected) {
    if (change) differences.push({ document, kind: 'missing' })
    else behind++
  }
  return { events, documents, behind, unknown, differences }
}

/** A verdict in a few words, where nothing differs. */
export function equalText({ behind, unknown }: Pick<Verification, 'behind' | 'unknown'>): string {
  const waiting = behind > 0 ? `, ${grouped(behind)} behind: they wait for parked events` : ''
  const events = unknown === 1 ? '1 parked event, which' : `${grouped(unknown)} parked events, which`
  return `equal${waiting}${unknown > 0 ? `; not counting ${events} cannot be read by this checkout either` : ''}`
}

/** Verifies again until nothing differs or the same differences stay, because differences from events in transit disappear. */
export async function settled(
  verify: () => Promise<Verification>,
  pause: () => Promise<void>,
  attempts: number,
): Promise<Verification> {
  for (let attempt = 1; ; attempt++) {
    const verification = await verify()
    if (verification.differences.length === 0 || attempt >= attempts) return verification
    await pause()
  }
}

interface Expected {
  /** By everything that the consumer has taken. Absent: it waits for its first event. */
  readonly taken: DocumentChange | undefined
  /** By each of the events that it has yet to take. */
  readonly waiting: readonly DocumentChange[]
}

/**
 * The document as it may be stored: each part as the consumer has it, or as one of the parked events says, which a release may just have done,
 * and a rebuild may have read before it was parked.
 */
function closestTo(item: Record<string, AttributeValue>, { taken, waiting }: Expected): DocumentChange | undefined {
  const stored = toParts(item)
  const parts: Record<string, Part> = { ...taken?.parts }
  for (const change of waiting) {
    for (const [name, part] of Object.entries(change.parts)) {
      const isNewer = part.sequence > (taken?.parts[name]?.sequence ?? 0)
      if (isNewer && stored[name]?.sequence === part.sequence) parts[name] = part
    }
  }
  const key = taken?.key ?? waiting[0]?.key
  return key && { key, parts }
}

const isBehind = (possible: DocumentChange, { waiting }: Expected): boolean =>
  waiting.some(({ parts }) =>
    Object.entries(parts).some(([name, { sequence }]) => sequence > (possible.parts[name]?.sequence ?? 0)),
  )

/** All parts were taken out again, because the only event of the document was skipped: it is as if it were not there. */
const isEmpty = (item: Record<string, AttributeValue>): boolean => Object.keys(item).length === KEYS

/** The attributes of a document's own key, `pk` and `sk`. */
const KEYS = 2

interface Folded {
  /** The documents by all events that are not parked. */
  readonly taken: Iterable<DocumentChange>
  /** What each parked event changes. */
  readonly waiting: readonly DocumentChange[]
  readonly events: number
  readonly unknown: number
}

async function foldEverything(options: VerifyOptions): Promise<Folded> {
  const { model, segments, onProgress } = options
  const parked = (await options.parked?.()) ?? new Set<string>()
  const corrections = (await options.corrections?.()) ?? (new Map() as Corrections)
  const eventStore = correctedStore(options.eventStore, corrections)
  const documents = new Map<string, DocumentChange>()
  const waiting: DocumentChange[] = []
  let [events, unknown] = [0, 0]
  await Promise.all(
    Array.from({ length: segments }, async (_, segment) => {
      let cursor: string | undefined
      do {
        const read = { segment, segments, consistent: true, ...(cursor !== undefined && { cursor }) }
        const page = await eventStore.readSegment(read)
        const { held = [], free = [] } = Object.groupBy(page.events, ({ event_id }) =>
          parked.has(event_id) ? 'held' : 'free',
        )
        join(documents, foldPage(model, free))
        for (const event of held) {
          const changes = changesBy(model, event)
          if (changes) waiting.push(...changes)
          else unknown++
        }
        events += page.events.length
        onProgress(events)
        cursor = page.cursor
      } while (cursor !== undefined)
    }),
  )
  return { taken: documents.values(), waiting, events, unknown }
}

/** @returns nothing for an event that cannot be taken: that may be what it is parked for. */
function changesBy(model: ReadModel, event: EventEnvelope): DocumentChange[] | undefined {
  try {
    return foldPage(model, [event])
  } catch {
    return undefined
  }
}

function join(all: Map<string, DocumentChange>, changes: readonly DocumentChange[]): void {
  for (const change of changes) {
    const name = JSON.stringify([change.key.id, change.key.entry])
    const before = all.get(name)
    all.set(name, before ? { ...before, parts: joinParts(before.parts, change.parts) } : change)
  }
}

const nameOf = (item: Record<string, AttributeValue>): string => `${item.pk?.S} ${item.sk?.S}`

/** Attributes have no order in DynamoDB, nor have the members of a map; everything else counts. */
const bytesOf = (item: Record<string, AttributeValue>): string =>
  JSON.stringify(item, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  )
