import { tableNotFound } from '../errors.ts'
import { ABOVE, END } from '../storage/encoding.ts'
import type { Store, Writes } from '../storage/store.ts'
import { type Table, type TableDefinition, toTable } from './table.ts'

const TABLE = `c${END}`
const DROPPED = `d${END}`
const LAST_ID = 'n'

/** All tables, in memory; every change is written through. */
export class Catalog {
  readonly #store: Store
  readonly #tables = new Map<string, Table>()
  #lastId = 0

  private constructor(store: Store) {
    this.#store = store
  }

  static async open(store: Store): Promise<Catalog> {
    const catalog = new Catalog(store)
    catalog.#lastId = Number(store.get(LAST_ID) ?? 0)
    for (const [, json] of await store.range({ gte: TABLE, lt: TABLE + ABOVE })) {
      const table = toTable(JSON.parse(json) as TableDefinition)
      catalog.#tables.set(table.name, table)
    }
    for (const [key] of await store.range({ gte: DROPPED, lt: DROPPED + ABOVE })) {
      await catalog.#clear(key, key.slice(DROPPED.length))
    }
    return catalog
  }

  /** The table, or an error worded as item operations word it. */
  get(name: string): Table {
    const table = this.#tables.get(name)
    if (!table) throw tableNotFound()
    return table
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name)
  }

  /** In order of name. */
  all(): Table[] {
    return [...this.#tables.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** An id for a table or stream that no other has, or ever had. */
  newId(): string {
    this.#lastId++
    return this.#lastId.toString(36).padStart(6, '0')
  }

  /** Adds the table or replaces the one of the same name. */
  async save(definition: TableDefinition): Promise<Table> {
    const table = toTable(definition)
    this.#tables.set(table.name, table)
    const writes: Writes = new Map()
    writes.set(TABLE + table.name, JSON.stringify(definition)).set(LAST_ID, String(this.#lastId))
    await this.#store.write(writes)
    return table
  }

  async remove(table: Table): Promise<void> {
    this.#tables.delete(table.name)
    const dropped = DROPPED + table.definition.id
    const writes: Writes = new Map([[TABLE + table.name, null as string | null]])
    // Items go after the table is gone; the mark finishes that at the next start if the process dies in between.
    writes.set(dropped, '')
    for (const stream of table.definition.streams) writes.set(DROPPED + stream.id, '')
    await this.#store.write(writes)
    await this.#clear(dropped, table.definition.id)
    for (const stream of table.definition.streams) await this.#clear(DROPPED + stream.id, stream.id)
  }

  /** Ids are of one sequence, so that what starts with one belongs to that table or stream alone. */
  async #clear(mark: string, id: string): Promise<void> {
    for (const kind of ['i', 'x', 's', 'm']) {
      const prefix = `${kind}${END}${id}${END}`
      await this.#store.clear(prefix, prefix + ABOVE)
    }
    await this.#store.write(new Map([[mark, null]]))
  }
}
