/** FNV-1a over the text: the same text always falls into the same of `shards` shards, 0 to `shards - 1`, different ones evenly. */
export function spread(text: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash % shards
}
