import { addUsage, type Component, components, costOf, totalUsd, type Usage } from '../../prices/cost-of.ts'
import { PRICES_OF } from '../../prices/us-east-1.ts'
import type { Load } from './measure.ts'

/** One design under one load: usage of an order, by who causes it. */
export interface Column {
  readonly load: Load
  readonly ours: ReadonlyMap<string, Usage>
  readonly usual: ReadonlyMap<string, Usage>
}

type Bill = Partial<Record<Component, number>>

/** US dollars per million orders; a dollar for an order is a millionth of it. */
const perMillion = (usage: Usage): Bill =>
  Object.fromEntries(Object.entries(costOf(usage)).map(([component, usd]) => [component, usd * 1e6]))

const whole = (usages: ReadonlyMap<string, Usage>): Bill => perMillion(addUsage(...usages.values()))
/** Mails cost the same in every design, and more than all the rest. */
const withoutMail = ({ SES: _, ...bill }: Bill): number => totalUsd(bill)

const NAME_WIDTH = 34
const WIDTH = 12
const line = (name: string, cells: readonly string[]) =>
  `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`
const usd = (value: number) => value.toFixed(2)
const loadName = (load: Load) => (load === 'alone' ? 'alone' : `${load} ${load === 1 ? 'caller' : 'callers'}`)

/** What the stack costs by the month, and what of it are receives that bring nothing. */
export interface Idle {
  readonly usd: number
  readonly pollingUsd: number
  /** For the metrics that it writes itself, in a month with orders in every hour. */
  readonly metricsUsd: number
}

/** The costs that do not depend on how many orders come. */
export const idleText = ({ usd: all, pollingUsd, metricsUsd }: Idle): string =>
  `\nBesides, by the month: ${usd(all)} whether or not orders come, ${usd(pollingUsd)} of it for receives of Lambda's pollers that bring\n` +
  `nothing; and ${usd(metricsUsd)} for custom metrics, by the hours in which orders come.\n`

/** By component and by consumer under each load, then the usual design beside it. */
export function costTable(columns: readonly Column[], orders: number): string {
  const titles = columns.map(({ load }) => loadName(load))
  return [
    `US dollars per million orders, from ${orders} orders under each load (list prices of ${PRICES_OF.region}, ${PRICES_OF.asOf})\n\n`,
    line('by component', titles),
    ...byComponent(columns.map(({ ours }) => whole(ours))),
    '\n',
    line('by consumer, mail left out', titles),
    ...byPayer(columns.map(({ ours }) => ours)),
    '\n',
    line('the usual design', titles),
    ...byComponent(columns.map(({ usual }) => whole(usual))),
    '\n',
    line(
      'ours to usual, mail left out',
      columns.map(({ ours, usual }) => (withoutMail(whole(ours)) / withoutMail(whole(usual))).toFixed(2)),
    ),
  ].join('')
}

function byComponent(bills: readonly Bill[]): string[] {
  const used = components.filter((component) => bills.some((bill) => bill[component] !== undefined))
  return [
    ...used.map((component) =>
      line(
        `  ${component}`,
        bills.map((bill) => usd(bill[component] ?? 0)),
      ),
    ),
    line(
      'together, without mail',
      bills.map((bill) => usd(withoutMail(bill))),
    ),
  ]
}

function byPayer(usages: readonly ReadonlyMap<string, Usage>[]): string[] {
  const costs = usages.map((of) => new Map([...of].map(([payer, usage]) => [payer, withoutMail(perMillion(usage))])))
  const payers = [...new Set(costs.flatMap((of) => [...of.keys()]))]
  const dearest = (payer: string) => Math.max(...costs.map((of) => of.get(payer) ?? 0))
  return payers
    .filter((payer) => dearest(payer) > 0)
    .sort((one, other) => dearest(other) - dearest(one))
    .map((payer) =>
      line(
        `  ${payer}`,
        costs.map((of) => usd(of.get(payer) ?? 0)),
      ),
    )
}

/** The same as data. */
export const costData = (columns: readonly Column[], orders: number, idle: Idle) => ({
  prices: PRICES_OF,
  orders,
  usdPerMonth: idle,
  usdPerMillionOrders: columns.map(({ load, ours, usual }) => ({
    load,
    ours: { byComponent: whole(ours), byPayer: billsOf(ours), unitsPerOrder: addUsage(...ours.values()) },
    usual: { byComponent: whole(usual), byPayer: billsOf(usual), unitsPerOrder: addUsage(...usual.values()) },
  })),
})

const billsOf = (usages: ReadonlyMap<string, Usage>) =>
  Object.fromEntries([...usages].map(([payer, usage]) => [payer, perMillion(usage)]))
