import { parseOutcome } from '../../dev/timeline/outcome.ts'

const ends = new Set(['order.confirmed', 'order.cancelled'])

export interface Completion {
  readonly status: 'confirmed' | 'cancelled'
  /** When the event that ends the order was stored. */
  readonly endedAt: number
  /** When the customer was told of it. */
  readonly toldAt: number
}

/** Learns from the consumers' log lines when each order is through. */
export class Completions {
  readonly #correlations = new Map<string, string>()
  readonly #ended = new Map<string, Pick<Completion, 'status' | 'endedAt'>>()
  readonly #told = new Map<string, number>()

  /** @param line what `local/main.ts` prints: the function's name, then its line. */
  read(line: string, at: number): void {
    const outcome = parseOutcome(line.slice(Math.max(0, line.indexOf('{'))), at)
    if (outcome?.outcome !== 'processed') return
    const { consumer, event_type, aggregate_id, correlation_id, appended } = outcome
    if (event_type === 'order.created' && aggregate_id) this.#correlations.set(aggregate_id, correlation_id)
    const end = consumer === 'order-commands' ? appended.find(({ type }) => ends.has(type)) : undefined
    if (end) {
      const status = end.type === 'order.confirmed' ? 'confirmed' : 'cancelled'
      this.#ended.set(correlation_id, { status, endedAt: at })
    }
    if (consumer === 'notification' && ends.has(event_type)) this.#told.set(correlation_id, at)
  }

  /** Orders that are through. */
  get count(): number {
    return [...this.#told.keys()].filter((correlation) => this.#ended.has(correlation)).length
  }

  /** @returns undefined as long as anything is missing. */
  of(orderId: string): Completion | undefined {
    const correlation = this.#correlations.get(orderId) ?? ''
    const ended = this.#ended.get(correlation)
    const toldAt = this.#told.get(correlation)
    return ended && toldAt !== undefined ? { ...ended, toldAt } : undefined
  }
}
