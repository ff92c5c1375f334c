import { Graph, layout } from '@dagrejs/dagre'
import type { FlowEdge, FlowGraph, FlowNode } from '../../../../catalog/flow/flow-graph.ts'

/** CSS pixels at 100 %. */
export const FONT_PX = 12
const NODE_HEIGHT = 26
const CHARACTER_PX = 6.9
const PADDING_PX = 22
/** A longer name is cut; its title has all of it. */
const MOST_CHARACTERS = 36

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlacedNode extends FlowNode {
  readonly text: string
  /** Of its upper left corner. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PlacedEdge extends FlowEdge {
  readonly points: readonly Point[]
  /** Where its label stands. */
  readonly middle: Point
}

export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

export const textOf = ({ kind, name }: FlowNode): string => {
  const text = kind === 'requests' && !name.includes(' ') ? `requests to ${name}` : name
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
}

/**
 * With more arrows than this, the shortest ones are not looked for any more, which takes seconds and is hardly seen; and they have no
 * labels, which would cover them: the list below the picture has these.
 */
const MANY_ARROWS = 60

/** Places everything from left to right along the arrows. */
export function layoutOf({ nodes, edges: given }: FlowGraph): PlacedGraph {
  const edges = given.length > MANY_ARROWS ? given.map(({ from, to, kind }) => ({ from, to, kind })) : given
  const graph = new Graph({ multigraph: false })
  graph.setGraph({
    rankdir: 'LR',
    ranker: edges.length > MANY_ARROWS ? 'tight-tree' : 'network-simplex',
    nodesep: 10,
    // A wide gap between ranks lets many arrows be told from one another.
    ranksep: nodes.length > 60 ? 180 : 60,
    edgesep: 6,
    marginx: 8,
    marginy: 8,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(textOf(node)), height: NODE_HEIGHT })
  for (const { from, to, label } of edges as readonly FlowEdge[]) {
    graph.setEdge(
      from,
      to,
      label === undefined ? {} : { width: widthOf(label) - PADDING_PX, height: 14, labelpos: 'c' },
    )
  }
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x, y, width: wide, height: high } = graph.node(node.id)
      return { ...node, text: textOf(node), x: x - wide / 2, y: y - high / 2, width: wide, height: high }
    }),
    edges: edges.map((edge) => {
      const { points = [], x, y } = graph.edge(edge.from, edge.to)
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 }
      return { ...edge, points, middle: { x: x ?? middle.x, y: y ?? middle.y } }
    }),
  }
}

const widthOf = (text: string): number => Math.round(text.length * CHARACTER_PX) + PADDING_PX

/** A line through the points with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points
  const last = rest.at(-1)
  if (!first || !last) return ''
  const turns = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point
    const isLast = index === rest.length - 2
    const end = isLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 }
    return `Q${at(point)} ${at(end)}`
  })
  return `M${at(first)}${turns.length > 0 ? turns.join('') : `L${at(last)}`}`
}

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
