import { allEvents } from '../../events/catalog.ts'
import { metricsWhileBusy } from '../../lib/estimates/custom-metrics.ts'
import { idleCost, sumOf } from '../../lib/estimates/idle-cost.ts'
import { services } from '../../lib/services.ts'
import type { Template } from '../../lib/validation/template.ts'
import { prices } from '../../prices/us-east-1.ts'
import type { Idle } from './report.ts'

/** The bill by the month, as it is printed at synth: by the same count of the same template. */
export function idleOf(template: Template): Idle {
  const lines = idleCost(template)
  const metrics = metricsWhileBusy(
    services.flatMap(({ consumers }) => consumers),
    { routes: 0, eventTypes: allEvents.length },
    { consumerMetrics: 'essential', apiMetrics: 'essential' },
  )
  return {
    usd: sumOf(lines),
    pollingUsd: sumOf(lines.filter(({ what }) => what.endsWith('queues polled'))),
    metricsUsd: metrics * prices.customMetric.usd,
  }
}
