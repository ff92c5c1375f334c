import { PRICES_OF, prices } from '../../prices/us-east-1.ts'
import { type CostLine, sumOf } from './idle-cost.ts'

const dollars = (usd: number): string => usd.toFixed(2).padStart(7)

/** What a stage costs while nothing happens, line by line, and what its own metrics add while something does. */
export function costReport(
  stage: string,
  lines: readonly CostLine[],
  uncounted: readonly string[],
  busyMetrics: number,
): string {
  const { region, asOf } = PRICES_OF
  return [
    `What stage ${stage} costs while nothing happens, US dollars a month (list prices of ${region}, ${asOf}, no free allowances):`,
    ...lines.map(({ what, count, usd }) => `${dollars(usd)}  ${what}: ${count}`),
    `${dollars(sumOf(lines))}  together. Its own ${busyMetrics} metrics add up to ${dollars(busyMetrics * prices.customMetric.usd).trim()}, by the hours in which something happens.`,
    ...uncounted.map((type) => `      ?  ${type}: say what it costs in lib/estimates/`),
  ].join('\n')
}
