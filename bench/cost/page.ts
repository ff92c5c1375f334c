import { components } from '../../prices/cost-of.ts'
import { byPayer, type Column, perMillion, ratioTo, ratioWithoutSparedRecords, whole, withoutMail } from './columns.ts'
import { type Load, loadName } from './loads.ts'

const usd = (value: number) => value.toFixed(2)
const MOST_BLOCKS = 40

/**
 * US dollars per million orders when this bill was drawn up first, on 2026-11-26 (commit a6357c7), X-Ray included, which was on then: 8.95 of
 * an order alone. Orders at a rate were not among its loads.
 */
const FIRST_COUNTED = { alone: 177.6, callers: { 32: 136.1 } as Readonly<Record<number, number>> }

function whenFirstCounted(load: Load): number | undefined {
  if (load === 'alone') return FIRST_COUNTED.alone
  return 'callers' in load ? FIRST_COUNTED.callers[load.callers] : undefined
}

/** The table of docs/cost.md: a column for each load. */
export function tableByLoad(columns: readonly Column[]): string {
  const row = (name: string, cells: readonly string[]) => `| ${name} | ${cells.join(' | ')} |`
  const figures = (name: string, of: (column: Column) => number, show = usd) =>
    row(
      name,
      columns.map((column) => show(of(column))),
    )
  const bold = (value: number) => `**${value.toFixed(1)}**`
  const used = components.filter(
    (component) => component !== 'SES' && columns.some(({ ours }) => whole(ours)[component] !== undefined),
  )
  return [
    row(
      'US dollars per million orders',
      columns.map(({ load }) => titleOf(load)),
    ),
    `|---|${columns.map(() => '---|').join('')}`,
    ...used.map((component) => figures(component, ({ ours }) => whole(ours)[component] ?? 0)),
    figures('**together**', ({ ours }) => withoutMail(whole(ours)), bold),
    row(
      'when it was first counted',
      columns.map(({ load }) => whenFirstCounted(load)?.toFixed(1) ?? '–'),
    ),
    row(
      'now to then',
      columns.map(({ load, ours }) => {
        const then = whenFirstCounted(load)
        return then === undefined ? '–' : usd(withoutMail(whole(ours)) / then)
      }),
    ),
    figures('the usual design, archive by Firehose', ({ usual }) => withoutMail(whole(usual.firehose)), bold),
    figures('ours to that', (column) => ratioTo(column, 'firehose')),
    figures('of that, records where the effect guards itself', (column) =>
      withoutMail(perMillion(column.sparedRecords)),
    ),
    figures('ours to that without these records', ratioWithoutSparedRecords),
    figures('besides, where that design lets deadlines of ended orders run', (column) =>
      withoutMail(perMillion(column.deadlineForNothing)),
    ),
    figures('the usual design, archive by a function', ({ usual }) => withoutMail(whole(usual.function)), bold),
    figures('ours to that', (column) => ratioTo(column, 'function')),
    figures(
      'AWS calls per order',
      ({ callsPerOrder }) => callsPerOrder,
      (value) => value.toFixed(1),
    ),
  ].join('\n')
}

const titleOf = (load: Load): string => {
  if (load === 'alone') return 'alone'
  return 'callers' in load ? `from a backlog (${load.callers} callers)` : `${load.perSecond} a second`
}

/** The load that most users have: the first rate that was given. Even the default, two a second, is five million orders a month. */
export const usualLoad = (columns: readonly Column[]): Column => {
  const column = columns.find(({ load }) => load !== 'alone' && 'perSecond' in load) ?? columns[0]
  if (!column) throw new Error('Nothing was measured.')
  return column
}

interface Bar {
  readonly name: string
  readonly value: number
  readonly text: string
}

function bars(rows: readonly Bar[]): string[] {
  const most = Math.max(...rows.map(({ value }) => value))
  const width = Math.max(...rows.map(({ name }) => name.length))
  return rows.map(({ name, value, text }) => {
    const blocks = '█'.repeat(Math.max(1, Math.round((value / most) * MOST_BLOCKS)))
    return `${name.padEnd(width)}  ${blocks} ${text}`
  })
}

const fenced = (lines: readonly string[]) => ['```text', ...lines, '```'].join('\n')

/** The chart of the README: both designs under each load. */
export function chartByLoad(columns: readonly Column[]): string {
  const rows = columns.flatMap((column): Bar[] => {
    const ours = withoutMail(whole(column.ours))
    const usual = withoutMail(whole(column.usual.firehose))
    return [
      { name: `${loadName(column.load)}, this pipeline`, value: ours, text: `$${ours.toFixed(0)}` },
      { name: `${loadName(column.load)}, the usual design`, value: usual, text: `$${usual.toFixed(0)}` },
    ]
  })
  return fenced(['US dollars per million orders, mail left out', ...bars(rows)])
}

/** The chart of docs/cost.md: each consumer in both designs, under the usual load. */
export function chartByConsumer(columns: readonly Column[]): string {
  const column = usualLoad(columns)
  const ours = byPayer(column.ours)
  const usual = byPayer(column.usual.firehose)
  const payers = [...new Set([...ours.keys(), ...usual.keys()])]
    .map((payer) => ({ payer, here: ours.get(payer) ?? 0, there: usual.get(payer) ?? 0 }))
    .filter(({ here, there }) => Math.max(here, there) >= 0.05)
    .sort((one, other) => other.here - one.here)
  const rows = payers.map(({ payer, here, there }) => ({
    name: nameOf(payer),
    value: here,
    text: `${usd(here)} (usual ${usd(there)})`,
  }))
  return fenced([`${titleOf(column.load)}, by consumer: US dollars per million orders`, ...bars(rows)])
}

const nameOf = (payer: string): string => payer.replace(/^Consumer /, '').replace(/^HTTP routes of /, 'routes of ')
