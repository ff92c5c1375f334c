import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Clock } from './clock.ts'

export interface Ids {
  /**
   * `<prefix>_<UUIDv7>`: unique, and sorts by time; two of the same millisecond, made one after the other, too.
   * @param at epoch milliseconds. Default: now.
   */
  next(prefix: string, at?: number): string
}

/** @param randomBytes returns that many random bytes; 16 are used for each id. */
export function createIds(clock: Clock, randomBytes: (count: number) => Uint8Array): Ids {
  let [msecs, seq] = [-1, 0]
  return {
    next(prefix, at = clock.now()) {
      const random = randomBytes(16)
      seq = at === msecs ? (seq + 1) >>> 0 : firstOfMillisecond(random)
      msecs = at
      return `${prefix}_${v7({ msecs, seq, random })}`
    },
  }
}

/** 31 random bits of the 32 that a UUIDv7 has for its sequence: it takes two billion more to overflow. */
const firstOfMillisecond = (random: Uint8Array): number =>
  (((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!) >>> 0

/** `node:crypto` in place of the global `crypto`, whose first use loads Web Crypto, for three milliseconds. */
export const systemRandomBytes = (count: number): Uint8Array => randomFillSync(new Uint8Array(count))
