import { components } from '../../prices/cost-of.ts'
import { table } from '../cli/table.ts'
import type { ConsumerEstimate } from './estimate.ts'

const usd = (value: number | undefined): string => (value ?? 0).toFixed(2)

export function estimateText(estimate: ConsumerEstimate, width: number): string {
  const { consumer, eventsPerMonth, prices, fullBatches, oneByOne, monthly } = estimate
  const perMillion = (value: number) => (eventsPerMonth > 0 ? ((value / eventsPerMonth) * 1e6).toFixed(2) : '')
  const used = components.filter((component) => oneByOne.byComponent[component] !== undefined)
  const rows = [
    ...used.map((component) => ({
      what: component as string,
      full: usd(fullBatches.byComponent[component]),
      single: usd(oneByOne.byComponent[component]),
    })),
    { what: 'together', full: usd(fullBatches.usd), single: usd(oneByOne.usd) },
    { what: 'per million events', full: perMillion(fullBatches.usd), single: perMillion(oneByOne.usd) },
  ]
  const events = eventsPerMonth.toLocaleString('en-US')
  return [
    `Consumer ${consumer}, ${events} events a month: US dollars a month (list prices of ${prices.region}, ${prices.asOf})\n\n`,
    table(
      rows,
      [
        { title: '', of: ({ what }) => what },
        { title: `batches of ${fullBatches.perInvocation}`, of: ({ full }) => full, align: 'right' },
        { title: 'one by one', of: ({ single }) => single },
      ],
      width,
    ),
    `\nBesides, by the month: ${usd(monthly.polling)} for polling its queue, ${monthly.looking > 0 ? `${usd(monthly.looking)} for looking at its dead letters, ` : ''}${usd(monthly.alarms)} for alarms, ${monthly.secrets > 0 ? `${usd(monthly.secrets)} for its secrets with one function that reads them, ` : ''}and ${usd(monthly.metrics)} for metrics while events come.\n`,
    ...estimate.assumptions.map((assumption) => `  ${assumption}\n`),
  ].join('')
}
