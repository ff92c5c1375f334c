import type { FlowEdge, FlowNode } from '../../../../../catalog/flow/flow-graph.ts'
import { MARGIN, NODE_HEIGHT, type PlacedEdge, type PlacedGraph, type PlacedNode, textOf, widthOf } from '../placed.ts'
import { type Column, mean, ordered } from './order.ts'
import { spread } from './spread.ts'

/** From the top of one node to the top of the next. */
const STEP = NODE_HEIGHT + 10

/** Between columns: as wide as there is room, so that many arrows can be told from one another. */
const LEAST_GAP = 90
const MOST_GAP = 320

/** An arrow leaves and arrives level, and is nearly straight between. */
const LEVEL = 28

/** Arrows that start at one node leave it a little apart: by so many pixels at most. */
const MOST_APART = 3

/**
 * Places columns beside each other; every arrow leads from one to the next.
 * @param room width of the page in CSS pixels: what fits is spread over it.
 */
export function layoutInColumns(
  columns: readonly (readonly FlowNode[])[],
  edges: readonly FlowEdge[],
  room: number,
): PlacedGraph {
  const order = ordered(
    columns.map((column) => column.map(({ id }) => id)),
    edges,
  )
  const tops = topsOf(order, edges)
  const highest = Math.min(...tops.values())
  const byId = new Map<string, PlacedNode>()
  // All nodes of a column are as wide as the widest one: it reads as a list then.
  const widths = columns.map((column) => Math.max(...column.map((node) => widthOf(textOf(node)))))
  const gap = gapFor(widths, Math.min(room, edges.length * 8 + 300))
  let x = MARGIN
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0
    for (const node of column) {
      const y = (tops.get(node.id) ?? 0) - highest + MARGIN
      byId.set(node.id, { ...node, text: textOf(node), x, y, width, height: NODE_HEIGHT })
    }
    x += width + gap
  }
  const nodes = columns.flatMap((column) => column.flatMap(({ id }) => byId.get(id) ?? []))
  return {
    nodes,
    edges: arrowsBetween(byId, edges),
    width: x - gap + MARGIN,
    height: Math.max(...nodes.map(({ y }) => y)) + NODE_HEIGHT + MARGIN,
  }
}

function gapFor(widths: readonly number[], room: number): number {
  const left = room - widths.reduce((sum, width) => sum + width, 2 * MARGIN)
  return Math.max(LEAST_GAP, Math.min(MOST_GAP, left / Math.max(1, widths.length - 1)))
}

/** The longest column stands without gaps; the nodes of each further one are as near to their neighbours in it as their order lets them. */
function topsOf(columns: readonly Column[], edges: readonly FlowEdge[]): Map<string, number> {
  const longest = columns.reduce(
    (most, column, index) => (column.length > (columns[most]?.length ?? 0) ? index : most),
    0,
  )
  const tops = new Map((columns[longest] ?? []).map((id, index) => [id, index * STEP]))
  const nearestFirst = [...columns.keys()].sort((left, right) => Math.abs(left - longest) - Math.abs(right - longest))
  for (const index of nearestFirst.slice(1)) {
    const side = index < longest ? 'to' : 'from'
    const neighbours = Map.groupBy(edges, (edge) => (side === 'to' ? edge.from : edge.to))
    const column = columns[index] ?? []
    let last = 0
    const wanted = column.map((id) => {
      const places = (neighbours.get(id) ?? []).flatMap((edge) => tops.get(edge[side]) ?? [])
      // One without neighbours stays with the one above it.
      last = places.length > 0 ? mean(places) : last
      return last
    })
    for (const [place, top] of spread(wanted, STEP).entries()) tops.set(column[place] ?? '', top)
  }
  return tops
}

function arrowsBetween(nodes: ReadonlyMap<string, PlacedNode>, edges: readonly FlowEdge[]): PlacedEdge[] {
  const starting = Map.groupBy(edges, ({ from }) => from)
  const yOf = (id: string): number => nodes.get(id)?.y ?? 0
  const shifts = new Map<FlowEdge, number>()
  for (const own of starting.values()) {
    const apart = Math.min(MOST_APART, (NODE_HEIGHT - 8) / own.length)
    const downwards = [...own].sort((left, right) => yOf(left.to) - yOf(right.to))
    for (const [index, edge] of downwards.entries()) shifts.set(edge, (index - (own.length - 1) / 2) * apart)
  }
  return edges.flatMap((edge) => {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)]
    if (!from || !to) return []
    const start = { x: from.x + from.width, y: from.y + NODE_HEIGHT / 2 + (shifts.get(edge) ?? 0) }
    const end = { x: to.x, y: to.y + NODE_HEIGHT / 2 }
    const points = [start, { x: start.x + LEVEL, y: start.y }, { x: end.x - LEVEL, y: end.y }, end]
    return [{ ...edge, points, middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } }]
  })
}
