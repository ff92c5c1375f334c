import { serviceOfProducer } from '../effects.ts'
import type { Catalog, CatalogConsumer } from '../model.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** Consumers that take every event: pictures leave them out, and name them beside. */
export const takersOfAll = ({ consumers }: Catalog): CatalogConsumer[] =>
  consumers.filter(({ subscribesTo }) => subscribesTo === '*')

/** Every service, the events that it states, who takes each, and every command with its addressee. */
export function everything(catalog: Catalog): FlowGraph {
  const graph = new FlowBuilder()
  for (const { type, producer } of catalog.events) {
    graph.edge(graph.node('service', serviceOfProducer(catalog, producer)), graph.node('event', type), 'takes')
  }
  for (const { type, addressee } of catalog.commands) {
    graph.edge(graph.node('command', type), graph.node('consumer', addressee), 'takes')
  }
  for (const { name, subscribesTo } of catalog.consumers) {
    if (subscribesTo === '*') continue
    for (const type of subscribesTo) graph.edge(graph.node('event', type), graph.node('consumer', name), 'takes')
  }
  return graph.build()
}
