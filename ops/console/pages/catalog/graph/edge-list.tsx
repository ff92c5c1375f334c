import type { FlowEdge, FlowGraph, FlowNode } from '../../../../catalog/flow/flow-graph.ts'
import { plural } from '../../format.ts'
import { Text } from '../../parts/text.tsx'

/** The same picture as sentences: for those who hear the page, and to be searched in. */
export function EdgeList({ graph: { nodes, edges } }: { readonly graph: FlowGraph }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return (
    <details class="edge-list">
      <summary>As a list of {plural(edges.length, 'arrow')}</summary>
      <ul>
        {edges.map((edge) => {
          const [from, to] = [byId.get(edge.from), byId.get(edge.to)]
          return from && to ? (
            <li key={`${edge.from} > ${edge.to}`}>
              <Text>{sentence(from, edge, to)}</Text>
            </li>
          ) : null
        })}
      </ul>
    </details>
  )
}

const named = ({ kind, name }: FlowNode): string => (kind === 'requests' ? `a request, ${name}` : `${kind} ${name}`)

const isMessage = ({ kind }: FlowNode): boolean => kind === 'event' || kind === 'command'

function sentence(from: FlowNode, { kind, label }: FlowEdge, to: FlowNode): string {
  if (label !== undefined) return `${named(from)} to ${named(to)}: ${label}`
  if (kind === 'seen') return isMessage(to) ? `${named(from)} led to ${named(to)}` : `${named(to)} got ${named(from)}`
  if (isMessage(from)) return `${named(to)} takes ${named(from)}`
  return kind === 'may' ? `${named(from)} may lead to ${named(to)}` : `${named(from)} states ${named(to)}`
}
