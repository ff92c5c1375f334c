import { createFaultPlan, type FaultPlan, type Outage, refusalOfOutage } from './faults/index.ts'
import type { LocalFunctions } from './lambda/index.ts'
import type { LocalOptions } from './options.ts'
import { UsageError } from './usage/usage-error.ts'

export function faultPlan({ faults, seed = 1, identifyMessage, onFaultDecision }: LocalOptions): FaultPlan | undefined {
  if (!faults) return undefined
  return createFaultPlan({
    rates: faults,
    seed,
    ...(identifyMessage && { identify: identifyMessage }),
    ...(onFaultDecision && { onDecision: onFaultDecision }),
  })
}

/** @throws {UsageError} for a target that is neither a service nor a function of the template. */
export function beginOutages(
  plan: FaultPlan | undefined,
  functions: Pick<LocalFunctions, 'list'>,
  outages: readonly Outage[],
): void {
  if (!plan) throw new Error('Outages need a fault plan: start with faults, {} for none.')
  for (const { target } of outages) {
    const refusal = refusalOfOutage(target, functions.list())
    if (refusal !== undefined) throw new UsageError(`--outage: ${refusal}.`)
  }
  plan.beginOutages(outages)
}
