import type { Item } from '../requests/attribute-values.ts'

/** An item as it is stored, as JSON; parsed only when somebody looks into it. */
export class StoredItem {
  readonly json: string
  #item: Item | undefined

  constructor(json: string, item?: Item) {
    this.json = json
    this.#item = item
  }

  static of(item: Item): StoredItem {
    return new StoredItem(JSON.stringify(item), item)
  }

  /** The item itself, not a copy: callers must not change it. */
  get item(): Item {
    this.#item ??= JSON.parse(this.json) as Item
    return this.#item
  }
}
