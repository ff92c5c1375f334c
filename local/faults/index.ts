export type { FaultDecision } from './decisions.ts'
export { withPartialBatches, withPartialBatchesRaw } from './partial-put.ts'
export { createFaultPlan, type FaultPlan, type FaultPlanOptions, type WorkerCalls } from './plan.ts'
export { type FaultKind, type FaultRates, faultKinds, parseFaults } from './rates.ts'
