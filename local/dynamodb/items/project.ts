import type { Item } from '../requests/attribute-values.ts'
import type { TableIndex } from '../tables/table.ts'

/** The attributes of an item that a query of the index returns. */
export function project(index: TableIndex, item: Item): Item {
  const { attributes } = index
  if (!attributes) return item
  return Object.fromEntries(Object.entries(item).filter(([name]) => attributes.has(name)))
}
