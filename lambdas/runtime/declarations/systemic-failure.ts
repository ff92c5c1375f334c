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

const limits: Readonly<Record<keyof SystemicFailurePolicy, readonly [least: number, most: number]>> = {
  aggregates: [3, 100],
  share: [0.5, 1],
  windowSeconds: [10, 900],
  probeAfterSeconds: [1, 3600],
  maxProbeAfterSeconds: [1, 3600],
}

/**
 * The defaults with these differences; nothing for `off`.
 * @throws {Error} naming figure, value and what is allowed.
 */
export function systemicFailurePolicyOf(
  given: 'off' | Partial<SystemicFailurePolicy> = {},
): SystemicFailurePolicy | undefined {
  if (given === 'off') return undefined
  const policy = { ...defaults, ...given }
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = policy[name as keyof SystemicFailurePolicy]
    const isOfKind = name === 'share' ? Number.isFinite(value) : Number.isInteger(value)
    if (isOfKind && value >= least && value <= most) continue
    const kind = name === 'share' ? 'numbers' : 'whole numbers'
    throw new Error(`systemicFailure.${name} is ${value}, allowed are ${kind} from ${least} to ${most}.`)
  }
  if (policy.maxProbeAfterSeconds < policy.probeAfterSeconds) {
    throw new Error('systemicFailure.maxProbeAfterSeconds must not be less than probeAfterSeconds.')
  }
  return policy
}
