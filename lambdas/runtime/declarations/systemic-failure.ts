/**
 * When nearly all events of one type fail for one cause, the fault is in the consumer, not in the events: a broken
 * deployment, a permission that is gone, a downstream that refuses everybody. Then they wait, instead of becoming dead letters.
 */
export interface SystemicFailurePolicy {
  /**
   * Different aggregates whose events must have failed with one fingerprint, 3 to 100. Commands and events of no aggregate
   * count one by one. One aggregate that is broken counts once, however many events it has. Default 10.
   */
  readonly aggregates: number
  /** Part of what was handled of this type that must have failed so, 0.5 to 1. Default 0.9. */
  readonly share: number
  /** Seconds in which that is counted, 10 to 900. Default 30. */
  readonly windowSeconds: number
  /** Seconds until the first event is tried again, 1 to 3,600; doubles with each try that fails. Default 30. */
  readonly probeAfterSeconds: number
  /** Cap of that, seconds, at most 3,600. Default 300. */
  readonly maxProbeAfterSeconds: number
}

const defaults: SystemicFailurePolicy = {
  aggregates: 10,
  share: 0.9,
  windowSeconds: 30,
  probeAfterSeconds: 30,
  maxProbeAfterSeconds: 300,
}

/** The defaults with these differences; nothing for `off`. */
export const systemicFailurePolicyOf = (
  given: 'off' | Partial<SystemicFailurePolicy> = {},
): SystemicFailurePolicy | undefined => (given === 'off' ? undefined : { ...defaults, ...given })
