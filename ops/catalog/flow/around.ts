import { isStatedByRequests, maySend, mayState, serviceOfProducer } from '../effects.ts'
import type { Catalog, CatalogConsumer } from '../model.ts'
import { consumersOf } from '../relations.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** One event: whoever may state it, and whoever takes it by name. */
export function aroundEvent(catalog: Catalog, type: string): FlowGraph {
  const graph = new FlowBuilder()
  const event = catalog.events.find((one) => one.type === type)
  if (!event) return graph.build()
  const id = graph.node('event', type)
  const service = serviceOfProducer(catalog, event.producer)
  if (isStatedByRequests(catalog, event)) graph.edge(graph.node('requests', service), id, 'may')
  const stating = catalog.consumers.filter((consumer) => mayState(catalog, consumer).includes(event))
  for (const { name } of stating) graph.edge(graph.node('consumer', name), id, 'may')
  if (stating.length === 0 && !isStatedByRequests(catalog, event)) graph.edge(graph.node('service', service), id, 'may')
  for (const { name, subscribesTo } of consumersOf(catalog, type)) {
    if (subscribesTo !== '*') graph.edge(id, graph.node('consumer', name), 'takes')
  }
  return graph.build()
}

/** One consumer: what it takes, and what it may state or send. */
export function aroundConsumer(catalog: Catalog, consumer: CatalogConsumer): FlowGraph {
  const graph = new FlowBuilder()
  const id = graph.node('consumer', consumer.name)
  if (consumer.subscribesTo !== '*') {
    for (const type of consumer.subscribesTo) graph.edge(graph.node('event', type), id, 'takes')
  }
  for (const type of consumer.accepts) graph.edge(graph.node('command', type), id, 'takes')
  for (const { type } of mayState(catalog, consumer)) graph.edge(id, graph.node('event', type), 'may')
  for (const { type } of maySend(catalog, consumer)) graph.edge(id, graph.node('command', type), 'may')
  return graph.build()
}
