/** The kinds of things that a picture of the catalog shows. */
export type FlowKind = 'service' | 'requests' | 'event' | 'command' | 'consumer'

export interface FlowNode {
  /** Kind and name, e.g. `event order.created`: a consumer and a service may have the same name. */
  readonly id: string
  readonly kind: FlowKind
  readonly name: string
  /** Where one thing stands twice: once for what it states, once for what it takes. */
  readonly side?: 'states' | 'takes'
}

export interface FlowEdge {
  /** Ids of nodes. */
  readonly from: string
  readonly to: string
  /**
   * - `takes`: the message is delivered to this consumer, by its declaration.
   * - `may`: it may be stated or sent, by what the handler is allowed to do; which message it is, is not declared.
   * - `seen`: it has happened.
   */
  readonly kind: 'takes' | 'may' | 'seen'
  /** Name of what flows along the edge, if its two ends do not tell. */
  readonly label?: string
}

export interface FlowGraph {
  readonly nodes: readonly FlowNode[]
  readonly edges: readonly FlowEdge[]
}

export const nodeId = (kind: FlowKind, name: string): string => `${kind} ${name}`

/** Collects nodes and edges, each once. */
export class FlowBuilder {
  readonly #nodes = new Map<string, FlowNode>()
  readonly #edges = new Map<string, FlowEdge>()

  /** @returns the id of the node. */
  node(kind: FlowKind, name: string): string {
    const id = nodeId(kind, name)
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, name })
    return id
  }

  edge(from: string, to: string, kind: FlowEdge['kind'], label?: string): void {
    const key = `${from} > ${to}`
    const known = this.#edges.get(key)
    // An arrow that is certain is not replaced by one that is only possible.
    if (known && known.kind !== 'may') return
    this.#edges.set(key, { from, to, kind, ...(label !== undefined && { label }) })
  }

  build(): FlowGraph {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] }
  }
}
