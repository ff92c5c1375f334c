import { stripVTControlCharacters, styleText } from 'node:util'
import { describe, expect, it } from 'vitest'
import { duration } from '../../../ops/cli/durations.ts'
import { type Column, cut, table } from '../../../ops/cli/table.ts'

interface Row {
  readonly name: string
  readonly count: string
  readonly says: string
}

const columns: readonly Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'COUNT', align: 'right', of: ({ count }) => count, droppedAt: 1 },
  { title: 'SAYS', of: ({ says }) => says },
]
const rows: readonly Row[] = [
  { name: 'payment', count: '1,204', says: 'nothing to do' },
  { name: 'audit', count: '3', says: 'a long sentence that goes on and on about what is to be done' },
]

describe('a table', () => {
  it('stands under its titles', () => {
    expect(table(rows.slice(0, 1), columns, 80)).toBe('NAME     COUNT  SAYS\npayment  1,204  nothing to do\n')
  })

  it('never has a line wider than the terminal, whatever stands in it', () => {
    for (const width of [20, 30, 40, 80]) {
      for (const line of table(rows, columns, width).split('\n')) expect(line.length).toBeLessThanOrEqual(width)
    }
  })

  it('leaves out what matters less before it cuts what matters more', () => {
    expect(table(rows, columns, 34)).toMatch(/^NAME {5}SAYS\n/)
    expect(table(rows, columns, 80)).toContain('COUNT')
  })

  it('leaves out a column in which nothing stands', () => {
    expect(table([{ name: 'audit', count: '', says: 'ok' }], columns, 80)).not.toContain('COUNT')
  })

  it('cuts coloured text by what is seen, and ends its colour', () => {
    const red = styleText('red', 'a long warning', { validateStream: false })
    expect(stripVTControlCharacters(cut(red, 7))).toBe('a long…')
    expect(cut(red, 7).endsWith('\u001b[39m')).toBe(true)
    expect(cut(red, 14)).toBe(red)
  })
})

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [3_599, '59 min'],
    [3_600, '1 h'],
    [5_400, '1 h 30 min'],
    [86_400 * 13 + 3_600 * 4, '13 d 4 h'],
    [-5, '0 s'],
  ])('%d is %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})
