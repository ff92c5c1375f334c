import { randomInt } from 'node:crypto'

/** A number from 0 (included) to 1 (excluded), as it is passed in everywhere. */
export type Random = () => number

export const systemRandom: Random = () => randomInt(2 ** 32) / 2 ** 32
