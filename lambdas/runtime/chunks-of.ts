/** The items in order, in arrays of `size` at most, such as the limit of one call to AWS. Of no items there are none. */
export const chunksOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))
