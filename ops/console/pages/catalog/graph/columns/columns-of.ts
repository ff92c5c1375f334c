import type { FlowGraph, FlowKind, FlowNode } from '../../../../../catalog/flow/flow-graph.ts'

const COLUMN: Readonly<Record<FlowKind, number>> = { service: 0, requests: 0, event: 1, command: 1, consumer: 2 }

const columnOfNode = ({ kind, side }: FlowNode): number =>
  side === undefined ? COLUMN[kind] : side === 'states' ? 0 : 1

/** Columns of nodes: producers, then messages, then consumers. Empty where an arrow leads elsewhere than to the next column. */
export function columnsOf({ nodes, edges }: FlowGraph): FlowNode[][] | undefined {
  const columnOf = new Map(nodes.map((node) => [node.id, columnOfNode(node)]))
  const leadsOn = edges.every(({ from, to }) => (columnOf.get(to) ?? 0) - (columnOf.get(from) ?? 0) === 1)
  if (!leadsOn) return undefined
  const columns = [0, 1, 2].map((column) => nodes.filter((node) => columnOfNode(node) === column))
  return columns.filter((column) => column.length > 0)
}
