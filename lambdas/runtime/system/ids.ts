import { v7 } from 'uuid'
import type { Clock } from './clock.ts'

export interface Ids {
  /** `<prefix>_<UUIDv7>`: unique, and sorts by time. */
  next(prefix: string): string
}

/** @param randomBytes returns that many random bytes; 16 are used for each id. */
export const createIds = (clock: Clock, randomBytes: (count: number) => Uint8Array): Ids => ({
  next: (prefix) => `${prefix}_${v7({ msecs: clock.now(), random: randomBytes(16) })}`,
})

export const systemRandomBytes = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
