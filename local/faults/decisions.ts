import { createHash } from 'node:crypto'
import type { FaultKind } from './rates.ts'

/** A number that looks random, and further ones that depend on nothing else. */
export interface Draw {
  /** At least 0, below 1. */
  value: number
  /** Another such number, for choosing among ways to misbehave. */
  choice(name: string): number
}

/**
 * Draws that depend on the seed and on what is asked, never on when: threads may race, the faults stay the same. The
 * same question asked again is its next occurrence and has an answer of its own. A question about something that has
 * no identity is told apart by its ordinal within `scope` alone.
 */
export function createDecisions(seed: number): (kind: FaultKind, scope: string, identity?: string) => Draw {
  const occurrences = new Map<string, number>()
  return (kind, scope, identity = '') => {
    const question = `${kind}\n${scope}\n${identity}`
    const occurrence = occurrences.get(question) ?? 0
    occurrences.set(question, occurrence + 1)
    const key = `${seed}\n${question}\n${occurrence}`
    return { value: fraction(key), choice: (name) => fraction(`${key}\n${name}`) }
  }
}

/** The first 48 bits of a hash as a number below 1. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48
}
