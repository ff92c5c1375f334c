import type { EventEnvelope } from '../../events/envelope.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { type AuditEnvironment, audited } from '../audit/audit-log.ts'
import { decide } from './decide.ts'
import type { ParkedEnvironment } from './environment.ts'
import { outcomeOf } from './print.ts'
import { type ReleaseResult, releaseParked } from './release.ts'

export interface WantedDecision {
  readonly verb: 'skip' | 'edit'
  readonly consumer: ConsumerDeclaration
  readonly aggregate: string
  readonly event: ParkedEvent
  /** The event that replaces it, with `edit`. */
  readonly replacement?: EventEnvelope
  readonly reason: string
}

/**
 * Decides about a parked event, for good, and releases its aggregate. The audit log records both.
 * @param waitSeconds how long to wait for the result of the release. @throws {NotDecided} when things are not as they were seen.
 */
export async function decideAndRelease(
  environment: ParkedEnvironment,
  log: AuditEnvironment,
  { verb, consumer, aggregate, event, replacement, reason }: WantedDecision,
  waitSeconds: number,
): Promise<ReleaseResult> {
  const { name } = consumer
  const stamp = {
    consumer: name,
    eventId: event.id,
    reason,
    by: log.caller,
    at: isoTime(environment.clock.now()),
    from: 'parked',
  } as const
  return audited(
    log,
    { action: `parked ${verb}`, target: name, reason, details: { aggregate, event: event.id } },
    async () => {
      await decide(environment, {
        consumer,
        aggregate,
        eventId: event.id,
        correction: replacement ? { ...stamp, kind: 'edit', replacement } : { ...stamp, kind: 'skip' },
        ...(replacement && {
          replacement: { ...event, id: replacement.event_id, body: JSON.stringify(replacement) },
        }),
      })
      return releaseParked(environment, { consumer: name, aggregate, waitSeconds })
    },
    (released) => ({ result: 'done', outcome: outcomeOf([released]) }),
  )
}
