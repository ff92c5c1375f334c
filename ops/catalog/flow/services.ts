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
