import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DocumentChange, ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { joinParts } from '../../lambdas/runtime/declarations/parts.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import { type Generation, toItem } from '../../lambdas/runtime/read-model/document-item.ts'
import { scanGeneration } from '../generations/scan-generation.ts'
import { foldPage } from '../rebuild/fill-generation.ts'

export interface VerifyOptions {
  readonly model: ReadModel
  readonly client: DynamoDBClient
  readonly table: string
  readonly eventStore: Pick<EventStore, 'readSegment'>
  readonly generation: string
  /** Ids of the events that are parked for the read model's consumer, as they are now. Default: none. */
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
  readonly differences: readonly Difference[]
}

/**
 * Compares every stored document, byte by byte, with a fresh fold of the event table. Holds all documents in memory.
 * While orders keep coming a document may differ for the moment that its event is on its way: see {@link settled}.
 */
export async function verifyReadModel(options: VerifyOptions): Promise<Verification> {
  const { model, client, table } = options
  const generation: Generation = { model: model.name, name: options.generation }
  const expected = new Map<string, string>()
  const parked = (await options.parked?.()) ?? new Set<string>()
  const { changes, unparked, events } = await foldEverything(options, parked)
  const partitions = new Set(model.indexes.map((index) => index.partitionKey))
  for (const change of changes) {
    const item = toItem(generation, change, partitions)
    expected.set(nameOf(item), bytesOf(item))
  }
  const documents = expected.size
  const waiting = new Map<string, string>()
  for (const change of unparked) {
    const item = toItem(generation, change, partitions)
    waiting.set(nameOf(item), bytesOf(item))
  }
  let behind = 0
  const differences: Difference[] = []
  for await (const items of scanGeneration({ client, table, generation })) {
    for (const item of items) {
      const document = nameOf(item)
      const bytes = expected.get(document)
      expected.delete(document)
      if (bytes === undefined) differences.push({ document, kind: 'surplus' })
      else if (bytes === bytesOf(item)) continue
      else if (parked.size > 0 && waiting.get(document) === bytesOf(item)) behind++
      else differences.push({ document, kind: 'different' })
    }
  }
  for (const document of expected.keys()) {
    if (parked.size > 0 && !waiting.has(document)) behind++
    else differences.push({ document, kind: 'missing' })
  }
  return { events, documents, behind, differences }
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

interface Folded {
  /** The documents by all events. */
  readonly changes: Iterable<DocumentChange>
  /** The documents without the parked events. */
  readonly unparked: Iterable<DocumentChange>
  readonly events: number
}

async function foldEverything(options: VerifyOptions, parked: ReadonlySet<string>): Promise<Folded> {
  const all = new Map<string, DocumentChange>()
  const unparked = new Map<string, DocumentChange>()
  let events = 0
  await Promise.all(
    Array.from({ length: options.segments }, async (_, segment) => {
      let cursor: string | undefined
      do {
        const page = await options.eventStore.readSegment({
          segment,
          segments: options.segments,
          consistent: true,
          ...(cursor !== undefined && { cursor }),
        })
        join(all, foldPage(options.model, page.events))
        const rest = parked.size > 0 ? page.events.filter(({ event_id }) => !parked.has(event_id)) : []
        join(unparked, foldPage(options.model, rest))
        events += page.events.length
        options.onProgress(events)
        cursor = page.cursor
      } while (cursor !== undefined)
    }),
  )
  return { changes: all.values(), unparked: unparked.values(), events }
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
