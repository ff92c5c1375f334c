/** A number from 0 (included) to 1 (excluded), as it is passed in everywhere. */
export type Random = () => number

export const systemRandom: Random = () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32
