import { UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import { streamKey } from '../../lambdas/runtime/event-store/event-item.ts'
import type { EventStorage } from '../../lambdas/runtime/event-store/event-storage.ts'
import type { Correction } from '../corrections/correction.ts'
import type { Corrections } from '../corrections/corrections.ts'
import { type Documents, withoutEvent } from '../generations/superseded.ts'

/** Clocks of operators may differ by less; what is looked at in vain costs a few reads. */
const TOLERANCE_MS = 3_600_000
const MAX_LOOKS = 5

export interface LateCorrections {
  readonly documents: Documents & { readonly storage: Pick<EventStorage, 'readStream' | 'readEvent'> }
  readonly generation: string
  /** ISO 8601; when the generation was begun. */
  readonly since: string
  /** Corrections that this run has applied. An earlier run, which this one has taken up, may have known fewer. */
  readonly known: Corrections
  /** Corrections that exist now, after everything was written. */
  readonly corrections: Corrections
  /** Ids of events that the consumer has yet to take. */
  readonly waiting: ReadonlySet<string>
}

/**
 * Applies what was skipped or edited while a generation was being filled: the event may have been read before, and is taken out, or replaced.
 *
 *     rebuild     ──reads n──────────────────writes n──────────all written──reads corrections: n is taken out──switches
 *     operator    ────────────[skip n: not in the generation yet]──
 *
 * What is decided after that finds everything written, and takes the event out itself.
 */
export async function applyLateCorrections(late: LateCorrections): Promise<void> {
  const begun = Date.parse(late.since) - TOLERANCE_MS
  for (const correction of late.corrections.values()) {
    const isLate = !late.known.has(correction.eventId) || Date.parse(correction.at) >= begun
    if (isLate) await applyOne(late, correction)
  }
}

async function applyOne(late: LateCorrections, correction: Correction): Promise<void> {
  const { storage } = late.documents
  const place = correction.kind === 'skip' ? correction.place : correction.replacement
  if (!place) return
  const stored = await storage.readEvent(streamKey(place.aggregate_type, place.aggregate_id), place.sequence)
  if (!stored) return
  const { superseded, last } = chainOf(late.corrections, stored)
  for (const event of superseded) await takeOut(late, event, last)
}

/** An event with its replacements: those that are not taken any more, and the one that is, unless it was skipped in the end. */
function chainOf(corrections: Corrections, event: EventEnvelope) {
  const superseded: EventEnvelope[] = []
  let last: EventEnvelope | undefined = event
  for (let step = corrections.get(event.event_id); last && step; step = last && corrections.get(last.event_id)) {
    superseded.push(last)
    last = step.kind === 'skip' ? undefined : step.replacement
  }
  return { superseded, last }
}

async function takeOut(late: LateCorrections, event: EventEnvelope, by: EventEnvelope | undefined): Promise<void> {
  const { documents, generation, corrections, waiting } = late
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const update = await withoutEvent(documents, { generation, event, by, corrections, waiting })
    if (!update) return
    try {
      await documents.client.send(new UpdateItemCommand(update as UpdateItemCommand['input']))
      return
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
    }
  }
  throw new Error(
    `The document of ${event.event_id} changes again and again, so that the event could not be taken out of it: resume the rebuild.`,
  )
}
