import { allEvents } from '../../events/catalog.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { joinedTemplate, type StackTemplate } from '../validation/joined-template.ts'
import { concurrencyNeed, concurrencyReport } from './concurrency.ts'
import { type MetricSettings, metricsWhileBusy } from './custom-metrics.ts'
import { idleCost, uncountedTypes } from './idle-cost.ts'
import { costReport } from './report.ts'
import { limitsReport, type PER_CONSUMER } from './stack-limits.ts'
import { type TraceSettings, tracesReport } from './traces.ts'

/**
 * The estimates of a stage before it is deployed: its bill while nothing happens, what its traces cost, the quota that it needs, and how
 * full its stacks are.
 */
export function estimates(
  stacks: readonly StackTemplate[],
  services: readonly ServiceDeclaration[],
  settings: MetricSettings &
    Partial<TraceSettings> & { readonly stage: string; readonly alarms: keyof typeof PER_CONSUMER },
): string {
  const consumers = services.flatMap((service) => service.consumers)
  const { stage, traceRatio = 0, traceEndpoint } = settings
  const busy = metricsWhileBusy(
    consumers,
    { routes: services.flatMap((service) => service.api?.routes ?? []).length, eventTypes: allEvents.length },
    settings,
  )
  const template = joinedTemplate(stacks)
  return [
    costReport(stage, idleCost(template), uncountedTypes(template), busy),
    tracesReport(stage, { traceRatio, traceEndpoint }, consumers, allEvents),
    concurrencyReport(stage, concurrencyNeed(template)),
    limitsReport(stage, settings.alarms, stacks),
  ]
    .filter((part) => part !== undefined)
    .join('\n')
}
