import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { ConsumerDeclaration } from '../../../lambdas/runtime/declarations/consumer.ts'
import { derivedLimits } from '../../../lambdas/runtime/declarations/derived-limits.ts'
import { toLeaseRecord } from '../../../lambdas/runtime/idempotency/lease-record.ts'
import { isCompleted } from '../../../lambdas/runtime/idempotency/marker.ts'

/**
 * The verdict on a letter: what the consumer's own record of the event says, and therefore what a retry would do.
 *
 * - `completed`: its effect has happened. A retry changes nothing.
 * - `claimed`: someone works on it until a time. A retry waits for that.
 * - `vanished`: someone worked on it and never ended; what it does outside may have happened. A retry takes it up as the
 *   consumer declares.
 * - `never-ran`: nothing has happened. A retry runs it.
 * - `window-expired`: the event is older than the consumer's records reach back, so that nothing tells whether it ran. A retry would run it,
 *   a second time if it ran before.
 * - `guarded`: the consumer keeps no record: what it writes refuses what it has already. A retry is harmless.
 * - `unguarded`: the consumer keeps no record and has no guard. A retry takes effect, again if it did before.
 * - `of-a-stranger`: it was refused as another team's, by a catalog that did not know its sender, and nothing has happened. Its body is a whole
 *   event, which a retry runs as soon as the catalog names that sender.
 * - `no-message`: its body is no message of this consumer. A retry dies of the same cause until the code is another; such letters, too, are
 *   retried only if the operator asks for it.
 */
export type VerdictKind =
  | 'completed'
  | 'claimed'
  | 'vanished'
  | 'never-ran'
  | 'window-expired'
  | 'guarded'
  | 'unguarded'
  | 'of-a-stranger'
  | 'no-message'

export interface Verdict {
  readonly kind: VerdictKind
  /** Epoch milliseconds, with `claimed`. */
  readonly until?: number
}

/** Whether a retry could have a second effect. Such letters are retried only if the operator asks for it (`--again`). */
export const isRisky = ({ kind }: Verdict): boolean => kind === 'window-expired' || kind === 'unguarded'

/** The cause of an event whose sender the catalog does not name: its ids are not believed, so that its record has that of the SQS message. */
const SENDER_UNKNOWN = 'ContractError:SENDER_UNKNOWN'

export interface Judged {
  readonly consumer: Pick<ConsumerDeclaration, 'delivery' | 'idempotency'> & ConsumerDeclaration
  /** Time of the event itself, epoch milliseconds; undefined where its body says none. */
  readonly happenedAt: number | undefined
  /** Error type of its last failure. Default: none, so nothing is concluded about its body. */
  readonly errorType?: string
  /** The consumer's marker or lease, if there is one. */
  readonly marker: Record<string, AttributeValue> | undefined
  readonly now: number
}

export function verdictOf({ consumer, happenedAt, errorType, marker, now }: Judged): Verdict {
  if (happenedAt === undefined && errorType !== SENDER_UNKNOWN) return { kind: 'no-message' }
  const { delivery, idempotency } = consumer
  if (delivery !== 'effectively-once') return { kind: 'unguarded' }
  if (idempotency === 'versioned' || idempotency === 'unique-key') return { kind: 'guarded' }
  if (happenedAt === undefined) return { kind: 'of-a-stranger' }
  if (isCompleted(marker, now)) return { kind: 'completed' }
  if (marker && Number(marker.expires_at?.N ?? 0) * 1000 < now) return { kind: 'window-expired' }
  if (marker && idempotency === 'lease') {
    const { state, claimedUntil } = toLeaseRecord(marker, now)
    if (state === 'claimed') return claimedUntil > now ? { kind: 'claimed', until: claimedUntil } : { kind: 'vanished' }
    return { kind: 'never-ran' }
  }
  // A marker is written after the event has happened, so that it is kept at least until this time: if there is none before it, the event
  // never ran.
  const rememberedUntil = happenedAt + derivedLimits(consumer).dedupTtlSeconds * 1000
  return { kind: now < rememberedUntil ? 'never-ran' : 'window-expired' }
}

/** Says for people what the verdict means and what a retry would do. */
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
    case 'of-a-stranger':
      return 'refused as an event of another team: a retry runs it if the catalog names its sender now'
    case 'no-message':
      return 'not a message of this consumer: a retry dies of the same cause'
  }
}
