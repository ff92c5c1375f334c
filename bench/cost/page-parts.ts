import type { Column } from './columns.ts'
import type { Measured } from './measure.ts'
import { partsOf } from './parts.ts'
import { switchesOf } from './switches.ts'

/** Share of what the usual design costs that this pipeline once aimed at. */
const AIM = 0.6

const usd = (value: number) => value.toFixed(2)
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`

/** The bill of docs/cost.md by what it is for, and what follows from it for the aim. */
export function tableByPart(column: Column, measured: Measured): string {
  const parts = partsOf(column, measured)
  const common = parts.filter(({ isCommon }) => isCommon)
  const own = parts.filter(({ isCommon }) => !isCommon)
  const total = (of: typeof parts) => ({
    ours: of.reduce((sum, { ours }) => sum + ours, 0),
    usual: of.reduce((sum, { usual }) => sum + usual, 0),
  })
  const line = ({ what, ours, usual }: { what: string; ours: number; usual: number }) =>
    row(what, usd(ours), usd(usual))
  const bold = (what: string, { ours, usual }: { ours: number; usual: number }) =>
    row(`**${what}**`, `**${usd(ours)}**`, `**${usd(usual)}**`)
  const [all, needed] = [total(parts), total(common)]
  return [
    row('US dollars per million orders, 2 a second', 'here', 'the usual design'),
    '|---|---|---|',
    ...common.map(line),
    bold('a queue for each consumer, nothing promised', needed),
    ...own.map(line),
    bold('together', all),
    '',
    `The aim, ${AIM} of the usual design, is $${usd(AIM * all.usual)}. What it spends before it promises anything is $${usd(needed.usual)}` +
      `${needed.usual > AIM * all.usual ? ', which is more: no saving on guarantees could reach it' : ''}.`,
  ].join('\n')
}

/** What a deployment may do without, dearest first. */
export function tableOfSwitches(column: Column, measured: Measured): string {
  const switches = [...switchesOf(column, measured)].sort((one, other) => other.saves - one.saves)
  return [
    row('without', 'saves', 'and costs'),
    '|---|---|---|',
    ...switches.map(({ what, saves, costs }) => row(what, `$${usd(saves)}`, costs)),
  ].join('\n')
}
