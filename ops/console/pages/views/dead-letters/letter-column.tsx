import type { RowColumn } from '../../parts/virtual-rows.tsx'

/** The column that leads to the page of a letter. */
export const letterColumn: RowColumn<{ readonly consumer: string; readonly id: string }> = {
  title: 'Event or command',
  rem: 23,
  of: ({ consumer, id }) => (
    <a class="id" href={`/letters/${consumer}/${encodeURIComponent(id)}`}>
      {id}
    </a>
  ),
}
