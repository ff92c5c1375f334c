import { stripVTControlCharacters } from 'node:util'
import { visibleLine } from './visible.ts'

export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => string
  readonly align?: 'left' | 'right'
  /** Where the terminal is too narrow, columns with the highest number are left out first; those with 0 always stay. Default 0. */
  readonly droppedAt?: number
}

const GAP = 2

const widthOf = (text: string): number => stripVTControlCharacters(text).length

/**
 * Rows under titles, within so many columns of a terminal: what is less important is left out, and the last column is cut.
 * A line that breaks is harder to read than a column that is missing.
 */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = new Map(
    columns.map((column) => [column, [column.title, ...rows.map((row) => visibleLine(column.of(row)))]]),
  )
  const widthOfColumn = (column: Column<Row>) => Math.max(...(cells.get(column) ?? []).map(widthOf))
  const needs = (shown: readonly Column<Row>[]) =>
    shown.slice(0, -1).reduce((sum, column) => sum + widthOfColumn(column) + GAP, widthOf(shown.at(-1)?.title ?? ''))
  // Empty columns are left out.
  const filled = columns.filter((column) => (cells.get(column) ?? []).slice(1).some((text) => text !== ''))
  let shown = filled
  const wanted = (one: readonly Column<Row>[]) => needs(one.slice(0, -1)) + LAST_COLUMN_LEAST
  for (const next of droppable(filled)) {
    if (wanted(shown) <= width) break
    shown = shown.filter((column) => column !== next)
  }
  const lines = [-1, ...rows.keys()].map((index) =>
    shown
      .map((column, position) => {
        const text = cells.get(column)?.[index + 1] ?? ''
        if (position === shown.length - 1) return text
        const padding = ' '.repeat(widthOfColumn(column) - widthOf(text))
        return column.align === 'right' ? padding + text : text + padding
      })
      .join(' '.repeat(GAP)),
  )
  return `${lines.map((line) => cut(line.trimEnd(), width)).join('\n')}\n`
}

const LAST_COLUMN_LEAST = 24

const droppable = <Row>(columns: readonly Column<Row>[]): Column<Row>[] =>
  columns
    .filter(({ droppedAt = 0 }) => droppedAt > 0)
    .toSorted((one, other) => (other.droppedAt ?? 0) - (one.droppedAt ?? 0))

/** Cuts the text to this many columns and marks the cut. Escape codes of colours are never cut in two. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let seen = 0
  let kept = ''
  for (const part of text.split(ESCAPES)) {
    if (part.startsWith('\u001b')) {
      kept += part
      continue
    }
    const room = Math.max(0, width - 1 - seen)
    if (seen < width && part.length > room) kept += `${part.slice(0, room).toWellFormed()}…`
    else if (seen < width) kept += part
    seen += Math.min(part.length, room + 1)
  }
  return kept
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal are control characters
const ESCAPES = /(\u001b\[[0-9;]*m)/
