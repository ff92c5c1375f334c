import type { TracedStep } from '../../trace/trace.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** The parts of a trace that the graph needs. */
export interface HappenedTrace {
  readonly requests: readonly { readonly route: string }[]
  readonly steps: readonly TracedStep[]
}

/** How the deliveries to a consumer stand: the worst of them. */
export type Standing = 'done' | 'waits' | 'dead'

export interface Happened {
  readonly graph: FlowGraph
  /** By id of a consumer's node. */
  readonly standings: ReadonlyMap<string, Standing>
}

/** Draws what has really happened to one aggregate as a graph. Steps that occur more than once are drawn once. */
export function happened(traces: readonly HappenedTrace[]): Happened {
  const graph = new FlowBuilder()
  const standings = new Map<string, Standing>()
  const follow = (steps: readonly TracedStep[], from: string | undefined) => {
    for (const step of steps) {
      const id = graph.node(step.kind, step.type)
      if (from !== undefined) graph.edge(from, id, 'seen')
      for (const { consumer, state, led_to } of step.deliveries) {
        const to = graph.node('consumer', consumer)
        graph.edge(id, to, 'seen')
        const standing = standingOf(state)
        if (RANKS[standing] >= RANKS[standings.get(to) ?? 'done']) standings.set(to, standing)
        follow(led_to, to)
      }
      follow(step.led_to, id)
    }
  }
  for (const { requests, steps } of traces) {
    const [request] = requests
    follow(steps, request && graph.node('requests', request.route))
  }
  return { graph: graph.build(), standings }
}

const RANKS: Readonly<Record<Standing, number>> = { done: 0, waits: 1, dead: 2 }

function standingOf(state: TracedStep['deliveries'][number]['state']): Standing {
  if (state === 'done') return 'done'
  return state === 'dead' || state === 'dropped' ? 'dead' : 'waits'
}
