import { createHash } from 'node:crypto'

/** Uniform in [0, 1). */
export type Random = () => number

/** A stream of numbers of its own for each purpose, so that threads that race do not change what another one draws. */
export function seededRandom(seed: number, purpose: string): Random {
  let counter = 0
  return () => {
    const digest = createHash('sha256').update(`${seed}\n${purpose}\n${counter++}`).digest()
    return digest.readUInt32BE(0) / 0x1_0000_0000
  }
}
