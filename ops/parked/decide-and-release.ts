import type { EventEnvelope } from '../../events/envelope.ts'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { mayHaveParked } from '../../lambdas/runtime/declarations/parking.ts'
import type { ParkedEvent } from '../../lambdas/runtime/parking/parking.ts'
import { isoTime } from '../../lambdas/runtime/system/clock.ts'
import { type AuditEnvironment, audited } from '../audit/audit-log.ts'
import type { Correction } from '../corrections/correction.ts'
import { decide } from './decide.ts'
import type { ParkedEnvironment } from './environment.ts'
import { parkedName } from './parked-name.ts'
import { outcomeOf } from './print.ts'
import { type ReleaseResult, releaseParked } from './release.ts'
import { eventIn } from './withdraw.ts'

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
 * Decides about a parked event, for good, and releases its aggregate, if its consumer is an ordered one: another one would take the wake-up for
 * a broken event. The audit log records both.
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
    { action: `parked ${verb}`, target: name, reason, details: { aggregate, event: parkedName(event) } },
    async (): Promise<ReleaseResult> => {
      const left = await decide(environment, {
        consumer,
        aggregate,
        eventId: event.id,
        scope: event.scope,
        correction: replacement
          ? { ...stamp, kind: 'edit', replacement }
          : { ...stamp, kind: 'skip', ...placeOf(event) },
        ...(replacement && {
          replacement: { ...event, id: replacement.event_id, body: JSON.stringify(replacement) },
        }),
      })
      if (!mayHaveParked(consumer)) {
        return left
          ? { consumer: name, aggregate, outcome: 'skipped', hold: left }
          : { consumer: name, aggregate, outcome: 'live' }
      }
      return releaseParked(environment, { consumer: name, aggregate, waitSeconds })
    },
    (released) => ({ result: 'done', outcome: outcomeOf([released]) }),
  )
}

function placeOf({ body }: ParkedEvent): Pick<Extract<Correction, { kind: 'skip' }>, 'place'> {
  const { aggregate_type, aggregate_id, sequence } = eventIn(body) ?? {}
  if (aggregate_type === undefined || aggregate_id === undefined || sequence === undefined) return {}
  return { place: { aggregate_type, aggregate_id, sequence } }
}
