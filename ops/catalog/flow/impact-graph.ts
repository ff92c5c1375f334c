import type { ConsumerImpact } from '../consumer-impact.ts'
import type { Impact } from '../impact.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** Whom a change of an event concerns, and what these state themselves. */
export function impactGraph({ event, affected, next }: Impact): FlowGraph {
  const graph = new FlowBuilder()
  const id = graph.node('event', event)
  for (const { consumer, subscribes, service } of affected) {
    if (subscribes === 'all') continue
    const taker = graph.node('consumer', consumer)
    graph.edge(id, taker, 'takes')
    const states = next.filter((one) => one.service === service && one.by.includes(consumer))
    for (const { event: stated, consumers } of states) {
      graph.edge(taker, graph.node('event', stated), 'may')
      for (const name of consumers) graph.edge(graph.node('event', stated), graph.node('consumer', name), 'takes')
    }
  }
  return graph.build()
}

/** Draws what waits while a consumer is down, and what does not happen meanwhile. */
export function consumerImpactGraph({ consumer, waits, withheld }: ConsumerImpact): FlowGraph {
  const graph = new FlowBuilder()
  const id = graph.node('consumer', consumer)
  for (const { kind, type } of waits) graph.edge(graph.node(kind, type), id, 'takes')
  for (const { kind, type, consumers } of withheld) {
    const message = graph.node(kind, type)
    graph.edge(id, message, 'may')
    for (const name of consumers) graph.edge(message, graph.node('consumer', name), 'takes')
  }
  return graph.build()
}
