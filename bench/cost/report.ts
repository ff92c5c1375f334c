import { addUsage, components, type Usage } from '../../prices/cost-of.ts'
import { PRICES_OF } from '../../prices/us-east-1.ts'
import { type Bill, byPayer, type Column, perMillion, ratioTo, whole, withoutMail } from './columns.ts'
import { loadName } from './loads.ts'

const NAME_WIDTH = 46
const WIDTH = 14
const line = (name: string, cells: readonly string[]) =>
  `${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}\n`
const usd = (value: number) => value.toFixed(2)

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
  const row = (name: string, of: (column: Column) => number) =>
    line(
      name,
      columns.map((column) => usd(of(column))),
    )
  return [
    `US dollars per million orders, from ${orders} orders under each load (list prices of ${PRICES_OF.region}, ${PRICES_OF.asOf})\n\n`,
    line('by component', titles),
    ...byComponent(columns.map(({ ours }) => whole(ours))),
    '\n',
    line('by consumer, mail left out', titles),
    ...byConsumer(columns.map(({ ours }) => ours)),
    '\n',
    line('the usual design, its archive by Firehose', titles),
    ...byComponent(columns.map(({ usual }) => whole(usual.firehose))),
    row('of it, records where the effect guards itself', ({ sparedRecords }) => withoutMail(perMillion(sparedRecords))),
    row('besides, if deadlines run for nothing', (column) => withoutMail(perMillion(column.deadlineForNothing))),
    '\n',
    line('the same by consumer, mail left out', titles),
    ...byConsumer(columns.map(({ usual }) => usual.firehose)),
    '\n',
    row('ours to usual', (column) => ratioTo(column, 'firehose')),
    row('usual, its archive by a function', ({ usual }) => withoutMail(whole(usual.function))),
    row('ours to that', (column) => ratioTo(column, 'function')),
    '\n',
    line(
      'AWS calls per order',
      columns.map(({ callsPerOrder }) => callsPerOrder.toFixed(1)),
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

function byConsumer(usages: readonly ReadonlyMap<string, Usage>[]): string[] {
  const costs = usages.map(byPayer)
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
  usdPerMillionOrders: columns.map((column) => ({
    load: column.load,
    ours: billOf(column.ours),
    usual: {
      ...billOf(column.usual.firehose),
      sparedRecords: withoutMail(perMillion(column.sparedRecords)),
      deadlineForNothing: withoutMail(perMillion(column.deadlineForNothing)),
      oursToUsual: ratioTo(column, 'firehose'),
    },
    usualWithArchiveByFunction: { ...billOf(column.usual.function), oursToUsual: ratioTo(column, 'function') },
    callsPerOrder: column.callsPerOrder,
  })),
})

const billOf = (usages: ReadonlyMap<string, Usage>) => ({
  byComponent: whole(usages),
  byPayer: Object.fromEntries([...usages].map(([payer, usage]) => [payer, perMillion(usage)])),
  unitsPerOrder: addUsage(...usages.values()),
})
