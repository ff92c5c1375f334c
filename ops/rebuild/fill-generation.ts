import { catalogOf, decodeEvent } from '../../events/decode.ts'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { DocumentChange, ReadModel } from '../../lambdas/runtime/declarations/define-read-model.ts'
import { joinParts } from '../../lambdas/runtime/declarations/parts.ts'
import type { EventStore } from '../../lambdas/runtime/event-store/event-store.ts'
import type { Checkpoint, Checkpoints } from './checkpoints.ts'
import { allOf } from './concurrently.ts'
import type { WriteDocuments } from './write-documents.ts'

export interface Filling {
  readonly model: ReadModel
  readonly segments: number
  readonly eventStore: Pick<EventStore, 'readSegment'>
  /** Writes into the generation that is filled. */
  readonly write: WriteDocuments
  readonly checkpoints: Checkpoints
  /** Stops the run between two pages. Everything up to the last checkpoint is kept. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: Filled) => void
}

export interface Filled {
  readonly events: number
  readonly documents: number
}

/**
 * Writes what all stored events say into a generation. Segment by segment, page by page: fold a page in memory, write its
 * documents, remember the place. Every write is conditional on being newer, so that live consumers may write to the same
 * documents meanwhile, and so that what a dead run did twice does no harm.
 */
export async function fillGeneration(filling: Filling): Promise<Filled> {
  const states = new Map<number, Checkpoint>()
  for (const checkpoint of await filling.checkpoints.load()) states.set(checkpoint.segment, checkpoint)
  const sum = (): Filled => ({
    events: [...states.values()].reduce((total, one) => total + one.events, 0),
    documents: [...states.values()].reduce((total, one) => total + one.documents, 0),
  })
  filling.onProgress(sum())
  await allOf(
    Array.from({ length: filling.segments }, (_, segment) =>
      fillSegment(filling, segment, states.get(segment), (checkpoint) => {
        states.set(segment, checkpoint)
        filling.onProgress(sum())
      }),
    ),
  )
  return sum()
}

async function fillSegment(
  filling: Filling,
  segment: number,
  start: Checkpoint | undefined,
  onPage: (checkpoint: Checkpoint) => void,
): Promise<void> {
  const { eventStore, segments, write, checkpoints, signal } = filling
  if (start && start.cursor === undefined) return
  for (let at: Checkpoint = start ?? { segment, events: 0, documents: 0 }; ; ) {
    signal.throwIfAborted()
    const { events, cursor } = await eventStore.readSegment({
      segment,
      segments,
      consistent: true,
      ...(at.cursor !== undefined && { cursor: at.cursor }),
    })
    const changes = foldPage(filling.model, events)
    await write(changes)
    at = {
      segment,
      events: at.events + events.length,
      documents: at.documents + changes.length,
      ...(cursor !== undefined && { cursor }),
    }
    await checkpoints.save(at)
    onPage(at)
    if (cursor === undefined) return
  }
}

/** One change per document, however many events of it the page has. */
export function foldPage(model: ReadModel, events: readonly EventEnvelope[]): DocumentChange[] {
  const known = catalogOf(model.events)
  const changes = new Map<string, DocumentChange>()
  for (const event of events) {
    if (!known.has(event.event_type)) continue
    const change = model.changeOf(decodeEvent(known, event))
    if (!change) continue
    const name = JSON.stringify([change.key.id, change.key.entry])
    const before = changes.get(name)
    changes.set(name, before ? { ...before, parts: joinParts(before.parts, change.parts) } : change)
  }
  return [...changes.values()]
}
