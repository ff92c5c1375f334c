import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { toLeaseRecord } from '../../../lambdas/runtime/idempotency/lease-record.ts'
import { isCompleted } from '../../../lambdas/runtime/idempotency/marker.ts'

/**
 * What the consumer's own record of an event says (row O4), and so what a retry would do.
 *
 * - `completed`: its effect has happened. A retry changes nothing.
 * - `claimed`: someone works on it until a time. A retry waits for that.
 * - `vanished`: someone worked on it and never ended; what it does outside may have happened. A retry takes it up as the
 *   consumer declares.
 * - `never-ran`: nothing has happened. A retry runs it.
 * - `window-expired`: it is older than the memory of the consumer, which has no word of it. A retry would run it, again if it
 *   ran before.
 * - `guarded`: the consumer keeps no record: what it writes refuses what it has already. A retry is harmless.
 * - `unguarded`: the consumer keeps no record and has no guard. A retry takes effect, again if it did before.
 * - `no-message`: its body is no message of this consumer. A retry dies of the same cause until the code is another.
 */
export type VerdictKind =
  | 'completed'
  | 'claimed'
  | 'vanished'
  | 'never-ran'
  | 'window-expired'
  | 'guarded'
  | 'unguarded'
  | 'no-message'

export interface Verdict {
  readonly kind: VerdictKind
  /** Epoch milliseconds, with `claimed`. */
  readonly until?: number
}

/** Whether a retry could have a second effect, so that someone has to ask for it. */
export const isRisky = ({ kind }: Verdict): boolean => kind === 'window-expired' || kind === 'unguarded'

export interface Judged {
  readonly consumer: Pick<ConsumerDeclaration, 'delivery' | 'idempotency'> & ConsumerDeclaration
  /** Of the event itself, epoch milliseconds; undefined where its body says none. */
  readonly happenedAt: number | undefined
  /** The consumer's marker or lease, if there is one. */
  readonly marker: Record<string, AttributeValue> | undefined
  readonly now: number
}

export function verdictOf({ consumer, happenedAt, marker, now }: Judged): Verdict {
  if (happenedAt === undefined) return { kind: 'no-message' }
  const { delivery, idempotency } = consumer
  if (delivery !== 'effectively-once') return { kind: 'unguarded' }
  if (idempotency === 'versioned' || idempotency === 'unique-key') return { kind: 'guarded' }
  if (isCompleted(marker, now)) return { kind: 'completed' }
  if (marker && Number(marker.expires_at?.N ?? 0) * 1000 < now) return { kind: 'window-expired' }
  if (marker && idempotency === 'lease') {
    const { state, claimedUntil } = toLeaseRecord(marker, now)
    if (state === 'claimed') return claimedUntil > now ? { kind: 'claimed', until: claimedUntil } : { kind: 'vanished' }
    return { kind: 'never-ran' }
  }
  // A marker is written after the event has happened, so it lives at least until then; without one, it has never been.
  const rememberedUntil = happenedAt + derivedLimits(consumer).dedupTtlSeconds * 1000
  return { kind: now < rememberedUntil ? 'never-ran' : 'window-expired' }
}

/** For people: what it is, and what a retry would do. */
export function tellVerdict({ kind, until }: Verdict): string {
  switch (kind) {
    case 'completed':
      return 'already completed: a retry only closes it'
    case 'claimed':
      return `claimed until ${new Date(until ?? 0).toISOString()}: a retry waits for that`
    case 'vanished':
      return 'claimed, and its holder vanished: a retry takes it up as the consumer declares (ambiguousClaim)'
    case 'never-ran':
      return 'never ran: a retry runs it'
    case 'window-expired':
      return 'dedup window expired: a retry would run it, again if it ran before'
    case 'guarded':
      return 'guarded by what the consumer writes: a retry writes only what is not there'
    case 'unguarded':
      return 'the consumer has no deduplication: a retry takes effect, again if it did before'
    case 'no-message':
      return 'not a message of this consumer: a retry dies of the same cause'
  }
}
