import type { SystemicFailurePolicy } from './systemic-failure.ts'

const limits: Readonly<Record<keyof SystemicFailurePolicy, readonly [least: number, most: number]>> = {
  aggregates: [3, 100],
  share: [0.5, 1],
  windowSeconds: [10, 900],
  probeAfterSeconds: [1, 3600],
  maxProbeAfterSeconds: [1, 3600],
}

/** @throws {Error} naming figure, value and what is allowed. */
export function assertSystemicFailure(policy: SystemicFailurePolicy): void {
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
}
