import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

export interface RowColumn<Row> {
  readonly title: string
  readonly of: (row: Row) => ComponentChildren
  /** Width; at least this where the column grows. */
  readonly rem: number
  /** Shares what the others leave. */
  readonly grows?: boolean
  readonly isNumber?: boolean
}

interface Props<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly RowColumn<Row>[]
  readonly keyOf: (row: Row) => string
}

const ROW_REM = 1.75
/** Drawn above and below what is seen, so that scrolling shows no gap. */
const SPARE_ROWS = 12

/** A long table of which only what is seen is drawn: ten thousand rows scroll like ten. */
export function VirtualRows<Row>({ label, rows, columns, keyOf }: Props<Row>) {
  const { box, first, count } = useSeen()
  const start = Math.max(0, Math.min(first, rows.length - count))
  const shown = rows.slice(start, start + count)
  const below = rows.length - start - shown.length
  return (
    <div class="rows" ref={box}>
      <table
        aria-rowcount={rows.length + 1}
        style={{ minWidth: `${columns.reduce((sum, { rem }) => sum + rem, 0)}rem` }}
      >
        <caption class="unseen">{label}</caption>
        <colgroup>
          {columns.map(({ title, rem, grows }) => (
            <col key={title} style={grows ? {} : { width: `${rem}rem` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" class={isNumber ? 'number' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Space key="above" rows={start} />
          {shown.map((row, index) => (
            <tr key={keyOf(row)} aria-rowindex={start + index + 2}>
              {columns.map((column) => (
                <td key={column.title} class={column.isNumber ? 'number' : ''}>
                  {column.of(row)}
                </td>
              ))}
            </tr>
          ))}
          <Space key="below" rows={below} />
        </tbody>
      </table>
    </div>
  )
}

/** In the place of rows that are not drawn. */
const Space = ({ rows }: { readonly rows: number }) =>
  rows > 0 ? <tr class="space" style={{ height: `${rows * ROW_REM}rem` }} /> : null

/** Finds the rows that are visible in the box, and some more on either side. */
function useSeen() {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ first: 0, count: 40 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const rowPx = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
      const first = Math.max(0, Math.floor(element.scrollTop / rowPx) - SPARE_ROWS)
      const count = Math.ceil(element.clientHeight / rowPx) + 2 * SPARE_ROWS
      setSeen((old) => (old.first === first && old.count === count ? old : { first, count }))
    }
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  return { box, ...seen }
}
