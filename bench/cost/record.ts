import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Column, columnOf } from './columns.ts'
import type { Measured } from './measure.ts'
import { chartByConsumer, chartByLoad, tableByLoad, usualLoad } from './page.ts'
import { tableByPart, tableOfSwitches } from './page-parts.ts'

/** What was measured last for the documentation: units and calls, which prices and the model of the usual design are applied to. */
export interface CostRecord {
  readonly measuredOn: string
  /** Of which the median one is recorded, under each load. */
  readonly runs: number
  readonly memoryMb: Readonly<Record<string, number>>
  readonly measured: readonly Measured[]
}

const root = join(import.meta.dirname, '..', '..')
const file = join(import.meta.dirname, 'measured.json')

export const readCostRecord = (): CostRecord => JSON.parse(readFileSync(file, 'utf8')) as CostRecord

export const columnsOf = ({ measured, memoryMb }: CostRecord): Column[] =>
  measured.map((one) => columnOf(one, new Map(Object.entries(memoryMb))))

/** Keeps the figures, and puts them into the pages that show them. */
export function recordCost(
  { measured, memoryOf }: { readonly measured: readonly Measured[]; readonly memoryOf: ReadonlyMap<string, number> },
  runs: number,
  measuredOn: string,
): void {
  const record: CostRecord = { measuredOn, runs, memoryMb: Object.fromEntries(memoryOf), measured }
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  for (const [page, text] of pagesOf(record)) writeFileSync(join(root, page), text)
}

/** The pages with the parts that come from the record, as they have to be. */
export function pagesOf(record: CostRecord): ReadonlyMap<string, string> {
  const columns = columnsOf(record)
  const column = usualLoad(columns)
  const measured = record.measured[columns.indexOf(column)]
  if (!measured) throw new Error('Nothing was measured.')
  const parts: readonly (readonly [page: string, part: string, text: string])[] = [
    ['docs/cost.md', 'table', tableByLoad(columns)],
    ['docs/cost.md', 'consumers', chartByConsumer(columns)],
    ['docs/cost.md', 'parts', tableByPart(column, measured)],
    ['docs/cost.md', 'switches', tableOfSwitches(column, measured)],
    ['README.md', 'chart', chartByLoad(columns)],
  ]
  const pages = new Map<string, string>()
  for (const [page, part, text] of parts) {
    const before = pages.get(page) ?? readFileSync(join(root, page), 'utf8')
    pages.set(page, withPart(before, part, text))
  }
  return pages
}

/** Replaces what stands between `<!-- bench:cost part -->` and the comment that ends it. */
function withPart(page: string, part: string, text: string): string {
  const begin = `<!-- bench:cost ${part} -->`
  const from = page.indexOf(begin)
  const to = page.indexOf('<!-- /bench:cost -->', from)
  if (from < 0 || to < 0) throw new Error(`A page has no place for the part "${part}" of bench:cost any more.`)
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`
}
