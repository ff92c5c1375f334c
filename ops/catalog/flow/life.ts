import { closestOf } from '../../cli/closest.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { isStatedByRequests, maySend, mayState, serviceOfProducer } from '../effects.ts'
import type { Catalog, CatalogConsumer } from '../model.ts'
import { FlowBuilder, type FlowGraph } from './flow-graph.ts'

/** Aggregates in whose streams events stand. */
export const aggregatesOf = ({ events }: Catalog): string[] => [...new Set(events.map(({ aggregate }) => aggregate))]

/** The aggregate of a catalog that has only one. @throws {UsageError} where there is none, or where there are several, with their names. */
export function onlyAggregate(catalog: Catalog): string {
  const [first, ...others] = aggregatesOf(catalog)
  if (first === undefined) throw new UsageError('There is no event in events/catalog.ts yet.')
  if (others.length > 0) throw new UsageError(`Say of which aggregate: ${[first, ...others].join(', ')}.`)
  return first
}

/**
 * Draws what may happen in the life of one aggregate, such as an order: its events and those that a consumer takes together with them, the
 * consumers that take or state these, and the commands between. Consumers that take every event are left out, because all arrows would end there.
 * @throws {UsageError} for an aggregate without an event.
 */
export function lifeOf(catalog: Catalog, aggregate: string): FlowGraph {
  const own = new Set(catalog.events.filter((event) => event.aggregate === aggregate).map(({ type }) => type))
  if (own.size === 0) {
    throw new UsageError(`No event stands in streams of "${aggregate}".${closestOf(aggregate, aggregatesOf(catalog))}`)
  }
  const types = withRelated(catalog, own)
  const graph = new FlowBuilder()
  const events = catalog.events.filter(({ type }) => types.has(type))
  for (const event of events) {
    const id = graph.node('event', event.type)
    if (own.has(event.type) && isStatedByRequests(catalog, event)) {
      graph.edge(graph.node('requests', serviceOfProducer(catalog, event.producer)), id, 'may')
    }
  }
  for (const consumer of involved(catalog, types)) {
    const id = graph.node('consumer', consumer.name)
    for (const type of namedTypes(consumer)) if (types.has(type)) graph.edge(graph.node('event', type), id, 'takes')
    for (const type of consumer.accepts) graph.edge(graph.node('command', type), id, 'takes')
    for (const { type } of mayState(catalog, consumer)) {
      if (types.has(type)) graph.edge(id, graph.node('event', type), 'may')
    }
    for (const { type } of maySend(catalog, consumer)) graph.edge(id, graph.node('command', type), 'may')
  }
  return graph.build()
}

const namedTypes = ({ subscribesTo }: CatalogConsumer): readonly string[] => (subscribesTo === '*' ? [] : subscribesTo)

/** The events of the aggregate, and those that are taken together with one of them. */
function withRelated({ consumers }: Catalog, own: ReadonlySet<string>): ReadonlySet<string> {
  const together = consumers.map(namedTypes).filter((types) => types.some((type) => own.has(type)))
  return new Set([...own, ...together.flat()])
}

/** Consumers of these events, and of commands to the services that state or take them. */
function involved({ consumers, events, services }: Catalog, types: ReadonlySet<string>): CatalogConsumer[] {
  const takers = consumers.filter((consumer) => namedTypes(consumer).some((type) => types.has(type)))
  const stating = new Set(events.filter(({ type }) => types.has(type)).map(({ producer }) => producer))
  const concerned = new Set([
    ...takers.map(({ service }) => service),
    ...services.map(({ name }) => name).filter((name) => stating.has(`${name}-service`)),
  ])
  return consumers.filter(
    (consumer) => takers.includes(consumer) || (consumer.accepts.length > 0 && concerned.has(consumer.service)),
  )
}
