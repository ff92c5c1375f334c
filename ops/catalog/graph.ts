import type { Catalog } from './model.ts'
import { producerName } from './model.ts'

export interface Edge {
  readonly from: string
  readonly to: string
  readonly events: readonly string[]
  readonly kind: 'events' | 'commands'
}

/** Services and what flows between them; consumers of everything are left out, because all arrows would end there. */
export function edgesOf(catalog: Catalog): Edge[] {
  const serviceOf = new Map(catalog.services.map(({ name }) => [producerName(name), name]))
  const edges = new Map<string, { readonly edge: Omit<Edge, 'events'>; readonly events: Set<string> }>()
  const add = (from: string, to: string, what: string, kind: Edge['kind']) => {
    const key = `${from} ${to} ${kind}`
    const known = edges.get(key) ?? { edge: { from, to, kind }, events: new Set<string>() }
    known.events.add(what)
    edges.set(key, known)
  }
  for (const consumer of catalog.consumers) {
    if (consumer.subscribesTo === '*') continue
    for (const type of consumer.subscribesTo) {
      const producer = catalog.events.find((event) => event.type === type)?.producer ?? 'unknown'
      add(serviceOf.get(producer) ?? producer, consumer.service, type, 'events')
    }
    // A service declares only whether it may send commands, not which ones.
    for (const type of consumer.accepts) {
      for (const { name, sendsCommands } of catalog.services) {
        if (sendsCommands && name !== consumer.service) add(name, consumer.service, type, 'commands')
      }
    }
  }
  return [...edges.values()].map(({ edge, events }) => ({ ...edge, events: [...events] }))
}

/** The graph in Mermaid, which GitHub, GitLab and most wikis draw. Solid arrows are events; dotted ones are commands that may be sent. */
export function mermaid(catalog: Catalog): string {
  const lines = edgesOf(catalog)
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, events, kind }) => {
      const label =
        events.length > 3 ? `${events.slice(0, 2).join('<br>')}<br>and ${events.length - 2} more` : events.join('<br>')
      return `  ${idOf(from)} ${kind === 'events' ? '-->' : '-.->'}|"${label}"| ${idOf(to)}`
    })
  const nodes = catalog.services.map(({ name }) => `  ${idOf(name)}["${name}"]`)
  return `flowchart LR\n${[...nodes, ...lines].join('\n')}\n`
}

const idOf = (name: string): string => name.replaceAll(/[^a-z0-9]/gi, '_')
