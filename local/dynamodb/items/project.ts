import type { Item } from '../requests/attribute-values.ts'
import type { TableIndex } from '../tables/table.ts'

/** What a query of the index sees of an item. */
export function project(index: TableIndex, item: Item): Item {
  const { attributes } = index
  if (!attributes) return item
  return Object.fromEntries(Object.entries(item).filter(([name]) => attributes.has(name)))
}
