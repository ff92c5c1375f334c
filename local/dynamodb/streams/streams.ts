import type { Store } from '../storage/store.ts'
import type { Table, TableDefinition } from '../tables/table.ts'
import { Stream } from './stream.ts'

/** The streams of all tables, by ARN. */
export class Streams {
  readonly #store: Store
  readonly #streams = new Map<string, Stream>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Makes the table's streams available, or known as they are now. */
  async register(table: TableDefinition): Promise<void> {
    for (const definition of table.streams) {
      const stream = this.#streams.get(definition.arn)
      if (stream) stream.definition = definition
      else this.#streams.set(definition.arn, await Stream.open(definition, this.#store))
    }
  }

  forget(table: Table): void {
    for (const { arn } of table.definition.streams) this.#streams.delete(arn)
  }

  find(arn: string): Stream | undefined {
    return this.#streams.get(arn)
  }

  all(): Stream[] {
    return [...this.#streams.values()]
  }
}
