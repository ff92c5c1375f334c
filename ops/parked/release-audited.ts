import { type AuditEnvironment, audited } from '../audit/audit-log.ts'
import type { ParkedEnvironment } from './environment.ts'
import { outcomeOf } from './print.ts'
import { type ReleaseResult, releaseParked } from './release.ts'

export interface ReleaseMany {
  readonly consumer: string
  readonly aggregates: readonly string[]
  /** `retry`: the head alone. `release`: the head, and then what waits behind it. */
  readonly verb: 'release' | 'retry'
  readonly waitSeconds: number
  readonly reason?: string | undefined
}

/** Releases run in the consumer's own function: more at once would only wait for its concurrency. */
const AT_ONCE = 10

/** Releases the parked events of these aggregates, and records in the audit log who asked for it. */
export const releaseAudited = (
  environment: ParkedEnvironment,
  { consumer, aggregates, verb, waitSeconds, reason }: ReleaseMany,
  audit: AuditEnvironment,
): Promise<ReleaseResult[]> =>
  audited(
    audit,
    {
      action: `parked ${verb}`,
      target: consumer,
      ...(reason !== undefined && { reason }),
      details: { aggregates: aggregates.slice(0, 100) },
    },
    async () => {
      const released: ReleaseResult[] = []
      for (let at = 0; at < aggregates.length; at += AT_ONCE) {
        const some = aggregates.slice(at, at + AT_ONCE)
        const options = { consumer, onlyHead: verb === 'retry', waitSeconds }
        released.push(
          ...(await Promise.all(some.map((aggregate) => releaseParked(environment, { ...options, aggregate })))),
        )
      }
      return released
    },
    (released) => ({ result: 'done', outcome: outcomeOf(released) }),
  )
