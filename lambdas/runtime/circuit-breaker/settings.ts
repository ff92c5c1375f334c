import { textOf } from '../text-of.ts'

export interface BreakerSettings {
  /** Calls are counted in windows of this length, seconds. Default 30. */
  readonly windowSeconds: number
  /** Fewer calls in a window, all instances together, say nothing. Default 10. */
  readonly minimumCalls: number
  /** Part of the calls in a window that must fail to open the circuit, above 0 up to 1. Default 0.5. */
  readonly failureRatio: number
  /** How long it stays open the first time, seconds; doubles with each probe that fails. Default 30. */
  readonly openSeconds: number
  /** Cap of that, seconds. Default 600. */
  readonly maxOpenSeconds: number
  /** Calls let through while half-open, and successes needed to close. Default 3. */
  readonly probes: number
  /** A probe that has not answered by then counts as dead, seconds; longer than any call. Default 30. */
  readonly probeSeconds: number
}

export const breakerDefaults: BreakerSettings = {
  windowSeconds: 30,
  minimumCalls: 10,
  failureRatio: 0.5,
  openSeconds: 30,
  maxOpenSeconds: 600,
  probes: 3,
  probeSeconds: 30,
}

/** Allowed from and to; all but the ratio are whole numbers. */
const limits: Readonly<Record<keyof BreakerSettings, readonly [least: number, most: number]>> = {
  windowSeconds: [1, 86_400],
  minimumCalls: [1, 1_000_000],
  failureRatio: [Number.MIN_VALUE, 1],
  openSeconds: [1, 86_400],
  maxOpenSeconds: [1, 86_400],
  probes: [1, 1000],
  probeSeconds: [1, 900],
}

/**
 * The defaults with these changes.
 * @throws {Error} naming breaker, setting, value and what is allowed: a window of no seconds would be found out only while a
 *   downstream is away, by a breaker that never opens.
 */
export function breakerSettings(breaker: string, changes: Partial<BreakerSettings> = {}): BreakerSettings {
  const fail = (problem: string): never => {
    throw new Error(`Breaker "${breaker}": ${problem}`)
  }
  const stranger = Object.keys(changes).find((name) => !Object.hasOwn(limits, name))
  if (stranger !== undefined) fail(`there is no setting ${stranger}; there are: ${Object.keys(limits).join(', ')}.`)
  const settings = { ...breakerDefaults, ...changes }
  for (const [name, [least, most]] of Object.entries(limits)) {
    const value = settings[name as keyof BreakerSettings]
    const isOfKind = name === 'failureRatio' ? Number.isFinite(value) : Number.isInteger(value)
    if (isOfKind && value >= least && value <= most) continue
    const allowed = name === 'failureRatio' ? 'numbers above 0 up to 1' : `whole numbers from ${least} to ${most}`
    fail(`${name} is ${textOf(value)}, allowed are ${allowed}.`)
  }
  return settings
}
