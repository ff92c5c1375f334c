import type { FlowEdge, FlowGraph, FlowKind } from '../../../../catalog/flow/flow-graph.ts'
import type { Standing } from '../../../../catalog/flow/happened.ts'

const KINDS: readonly (readonly [FlowKind, string])[] = [
  ['requests', 'requests'],
  ['service', 'service'],
  ['event', 'event'],
  ['command', 'command'],
  ['consumer', 'consumer'],
]

const ARROWS: readonly (readonly [FlowEdge['kind'], string])[] = [
  ['takes', 'declared'],
  ['may', 'possible'],
  ['seen', 'has happened'],
]

/** Explains the shapes that occur in the picture. */
export function Legend({
  graph: { nodes, edges },
  standings,
}: {
  readonly graph: FlowGraph
  readonly standings?: ReadonlyMap<string, Standing> | undefined
}) {
  const found = new Set(standings?.values())
  return (
    <span class="legend" aria-hidden="true">
      {KINDS.filter(([kind]) => nodes.some((node) => node.kind === kind)).map(([kind, says]) => (
        <span key={kind} class={`key is-${kind}`}>
          {says}
        </span>
      ))}
      {ARROWS.filter(([kind]) => edges.some((edge) => edge.kind === kind)).map(([kind, says]) => (
        <span key={kind} class={`line-key ${kind}`}>
          {says}
        </span>
      ))}
      {found.has('waits') ? <span class="key is-consumer waits">not done yet</span> : null}
      {found.has('dead') ? <span class="key is-consumer dead">gave up</span> : null}
    </span>
  )
}
