import { edgesOf } from '../graph.ts'
import type { Catalog } from '../model.ts'
import { takersOfAll } from './everything.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** Services and how much flows between them; what stays within one service is left out. */
export function betweenServices(catalog: Catalog): FlowGraph {
  const graph = new FlowBuilder()
  const kinds = new Map<string, { from: string; to: string; events: number; commands: number }>()
  for (const { from, to, events, kind } of edgesOf(catalog)) {
    if (from === to) continue
    const known = kinds.get(`${from} ${to}`) ?? { from, to, events: 0, commands: 0 }
    known[kind] += events.length
    kinds.set(`${from} ${to}`, known)
  }
  for (const { from, to, events, commands } of kinds.values()) {
    const parts = [
      ...(events > 0 ? [counted(events, 'event')] : []),
      ...(commands > 0 ? [counted(commands, 'command')] : []),
    ]
    graph.edge(graph.node('service', from), graph.node('service', to), events > 0 ? 'takes' : 'may', parts.join(', '))
  }
  const all = new Set(takersOfAll(catalog).map(({ service }) => service))
  for (const { name } of catalog.services) if (!all.has(name)) graph.node('service', name)
  return graph.build()
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** With more arrows than this, a picture in which every service stands once is a tangle. */
const MOST_IN_ONE_PLACE = 60

/** The same graph; if it has many arrows, with each service twice: what it states stands left of what others take. */
export function inTwoColumns({ nodes, edges }: FlowGraph): FlowGraph {
  if (edges.length <= MOST_IN_ONE_PLACE) return { nodes, edges }
  const taking = (id: string): string => `${id} takes`
  const stating = new Set(edges.map(({ from }) => from))
  const taken = new Set(edges.map(({ to }) => to))
  return {
    nodes: nodes.flatMap((node) => [
      ...(stating.has(node.id) || !taken.has(node.id) ? [{ ...node, side: 'states' as const }] : []),
      ...(taken.has(node.id) ? [{ ...node, id: taking(node.id), side: 'takes' as const }] : []),
    ]),
    edges: edges.map((edge) => ({ ...edge, to: taking(edge.to) })),
  }
}
