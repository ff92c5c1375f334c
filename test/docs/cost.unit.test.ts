import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const page = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8')

/** The cells behind the name of each row of the table of an order's cost. */
const rows = [...page.matchAll(/^\| ([^|]+) \|((?: \**[\d.]+\** \|){4})$/gm)].map(([, name = '', cells = '']) => ({
  name: name.replaceAll('*', ''),
  cells: [...cells.matchAll(/[\d.]+/g)].map(([text]) => Number(text)),
}))
const cellsOf = (name: string) => rows.find((row) => row.name === name)?.cells ?? []

it('the table of what an order costs adds up, and compares as it says', () => {
  const together = cellsOf('together')
  const components = rows.slice(
    0,
    rows.findIndex(({ name }) => name === 'together'),
  )
  expect(components.length).toBe(9)
  for (const [load, total] of together.entries()) {
    const sum = components.reduce((all, { cells }) => all + (cells[load] ?? 0), 0)
    expect(Math.abs(sum - total)).toBeLessThan(0.06)
    expect(cellsOf('ours to usual')[load]).toBeCloseTo(total / (cellsOf('the usual design')[load] ?? 0), 2)
  }
})
