import { Graph, layout } from '@dagrejs/dagre'
import type { FlowEdge, FlowGraph, FlowNode } from '../../../../catalog/flow/flow-graph.ts'
import { columnsOf } from './columns/columns-of.ts'
import { layoutInColumns } from './columns/layout-in-columns.ts'
import { MARGIN, NODE_HEIGHT, type PlacedGraph, textOf, widthOf, widthOfLabel } from './placed.ts'

/**
 * With more arrows than this, the shortest ones are not looked for any more, which takes seconds and is hardly seen; and they have no
 * labels, which would cover them: the list below the picture has these.
 */
const MANY_ARROWS = 60

/** Room of a page whose width is not known, in pixels. */
const USUAL_ROOM = 1200

/**
 * Places everything from left to right along the arrows. Where these only ever lead from one column to the next, as in the picture of
 * everything, columns are ordered directly: dagre puts an invisible node into each arrow, which takes it a second for 500 of them.
 * @param room width of the page in CSS pixels.
 */
export function layoutOf(graph: FlowGraph, room = USUAL_ROOM): PlacedGraph {
  const columns = columnsOf(graph)
  const edges = graph.edges.map((edge) => (graph.edges.length > MANY_ARROWS ? withoutLabel(edge) : edge))
  return columns ? layoutInColumns(columns, edges, room) : layoutAlongArrows(graph.nodes, edges)
}

const withoutLabel = ({ label: _, ...edge }: FlowEdge): FlowEdge => edge

function layoutAlongArrows(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): PlacedGraph {
  const graph = new Graph({ multigraph: false })
  graph.setGraph({
    rankdir: 'LR',
    ranker: edges.length > MANY_ARROWS ? 'tight-tree' : 'network-simplex',
    nodesep: 10,
    // A wide gap between ranks lets many arrows be told from one another.
    ranksep: nodes.length > 60 ? 180 : 60,
    edgesep: 6,
    marginx: MARGIN,
    marginy: MARGIN,
  })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, { width: widthOf(textOf(node)), height: NODE_HEIGHT })
  for (const { from, to, label } of edges) {
    graph.setEdge(from, to, label === undefined ? {} : { width: widthOfLabel(label), height: 14, labelpos: 'c' })
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
