interface Block {
  /** Sum of the wishes of its members, each as if it were the first one. */
  readonly sum: number
  readonly count: number
}

/**
 * The places that are nearest to the wanted ones (least squares) while their order is kept and each is at least `gap` below the one
 * before: blocks that would overlap are moved together (pool adjacent violators).
 */
export function spread(wanted: readonly number[], gap: number): number[] {
  const blocks: Block[] = []
  for (const [index, wish] of wanted.entries()) {
    let block: Block = { sum: wish - index * gap, count: 1 }
    for (let above = blocks.at(-1); above && meanOf(above) >= meanOf(block); above = blocks.at(-1)) {
      blocks.pop()
      block = { sum: above.sum + block.sum, count: above.count + block.count }
    }
    blocks.push(block)
  }
  return blocks
    .flatMap((block) => Array<number>(block.count).fill(meanOf(block)))
    .map((first, index) => first + index * gap)
}

const meanOf = ({ sum, count }: Block): number => sum / count
