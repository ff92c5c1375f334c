import { allEvents } from '../../events/catalog.ts'
import type { ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import { joinedTemplate, type StackTemplate } from '../validation/joined-template.ts'
import { concurrencyNeed, concurrencyReport } from './concurrency.ts'
import { type MetricSettings, metricsWhileBusy } from './custom-metrics.ts'
import { idleCost, uncountedTypes } from './idle-cost.ts'
import { costReport } from './report.ts'
import { limitsReport, type RESOURCES_PER_CONSUMER } from './stack-limits.ts'

/** The estimates of a stage before it is deployed: its bill while nothing happens, the quota that it needs, and how full its stacks are. */
export function estimates(
  stacks: readonly StackTemplate[],
  services: readonly ServiceDeclaration[],
  settings: MetricSettings & { readonly stage: string; readonly alarms: keyof typeof RESOURCES_PER_CONSUMER },
): string {
  const busy = metricsWhileBusy(
    services.flatMap((service) => service.consumers),
    { routes: services.flatMap((service) => service.api?.routes ?? []).length, eventTypes: allEvents.length },
    settings,
  )
  const template = joinedTemplate(stacks)
  return [
    costReport(settings.stage, idleCost(template), uncountedTypes(template), busy),
    concurrencyReport(settings.stage, concurrencyNeed(template)),
    limitsReport(settings.stage, settings.alarms, stacks),
  ].join('\n')
}
