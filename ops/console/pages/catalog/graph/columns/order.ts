import type { FlowEdge } from '../../../../../catalog/flow/flow-graph.ts'

type Ends = Pick<FlowEdge, 'from' | 'to'>

/** Ids of one column, from top to bottom. */
export type Column = readonly string[]

/** Ways to and fro, of which the last ones hardly ever improve anything. */
const WAYS = 16

/**
 * Orders each column so that few arrows cross: every node goes to the mean place of those that it has an arrow with, column by
 * column, to and fro (the barycentre method of Sugiyama, Tagawa and Toda). The best order on the way is kept.
 */
export function ordered(given: readonly Column[], edges: readonly Ends[]): readonly Column[] {
  let columns = given
  let best = { columns, crossings: crossingsOf(columns, edges) }
  for (let way = 0; way < WAYS && best.crossings > 0; way++) {
    columns = way % 2 === 0 ? sorted(columns, edges, 'from') : sorted(columns, edges, 'to')
    const crossings = crossingsOf(columns, edges)
    if (crossings < best.crossings) best = { columns, crossings }
  }
  return best.columns
}

/** @param side of the arrows: `from` orders each column by the one before it, from left to right; `to` the other way. */
function sorted(columns: readonly Column[], edges: readonly Ends[], side: 'from' | 'to'): readonly Column[] {
  const here = side === 'from' ? 'to' : 'from'
  const neighbours = Map.groupBy(edges, (edge) => edge[here])
  const result = [...columns]
  const ways = side === 'from' ? columns.keys() : [...columns.keys()].reverse()
  const placeOf = placesOf(columns)
  for (const index of ways) {
    const column = result[index] ?? []
    const wanted = new Map(
      column.map((id, place) => {
        const places = (neighbours.get(id) ?? []).map((edge) => placeOf.get(edge[side]) ?? 0)
        // One that has no neighbour on this side stays about where it is.
        return [id, places.length > 0 ? mean(places) : place / column.length]
      }),
    )
    const next = [...column].sort((left, right) => (wanted.get(left) ?? 0) - (wanted.get(right) ?? 0))
    result[index] = next
    for (const [id, place] of placesOf([next])) placeOf.set(id, place)
  }
  return result
}

/** From 0 to 1, so that places of a long and a short column can be compared. */
const placesOf = (columns: readonly Column[]): Map<string, number> =>
  new Map(columns.flatMap((column) => column.map((id, index) => [id, (index + 0.5) / column.length] as const)))

export const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** How many pairs of arrows cross. */
export function crossingsOf(columns: readonly Column[], edges: readonly Ends[]): number {
  const indexOf = new Map(columns.flatMap((column) => column.map((id, index) => [id, index] as const)))
  const at = (id: string): number => indexOf.get(id) ?? 0
  return columns.slice(0, -1).reduce((sum, column) => {
    const starts = new Set(column)
    const between = edges.filter(({ from }) => starts.has(from))
    const ends = between
      .sort((left, right) => at(left.from) - at(right.from) || at(left.to) - at(right.to))
      .map(({ to }) => at(to))
    return sum + inversions(ends)
  }, 0)
}

/** Pairs of which the greater one comes first, counted with a Fenwick tree: a picture may have thousands of arrows. */
function inversions(values: readonly number[]): number {
  const size = Math.max(0, ...values) + 2
  const tree = new Uint32Array(size + 1)
  let count = 0
  for (const [seen, value] of values.entries()) {
    let notGreater = 0
    for (let index = value + 1; index > 0; index -= index & -index) notGreater += tree[index] ?? 0
    count += seen - notGreater
    for (let index = value + 1; index <= size; index += index & -index) tree[index] = (tree[index] ?? 0) + 1
  }
  return count
}
