import { createHash } from 'node:crypto'
import type { FaultKind } from './rates.ts'

/** A fault that is to happen. */
export interface Draw {
  /** A number, at least 0 and below 1, for choosing among ways to misbehave. */
  choice(name: string): number
}

/** A question that the plan was asked, and what it said: what a run can be compared with another one by. */
export interface FaultDecision {
  readonly kind: FaultKind
  /** The place that is asked about: a function, one of its AWS calls, or a queue. */
  readonly scope: string
  /** The identity of the message; empty when it had none. */
  readonly identity: string
  /** How often the same was asked before; from 0. */
  readonly occurrence: number
  readonly strikes: boolean
}

/**
 * Whether a fault happens depends on the seed and on the question, never on time: however threads race, the faults stay the same.
 * The same question asked again is its next occurrence and has an answer of its own. A question about something that has no
 * identity is told apart by its ordinal within `scope` alone.
 */
export function createDecisions(
  seed: number,
  onDecision?: (decision: FaultDecision) => void,
): (kind: FaultKind, rate: number, scope: string, identity?: string) => Draw | undefined {
  const occurrences = new Map<string, number>()
  return (kind, rate, scope, identity = '') => {
    const question = `${kind}\n${scope}\n${identity}`
    const occurrence = occurrences.get(question) ?? 0
    occurrences.set(question, occurrence + 1)
    const key = `${seed}\n${question}\n${occurrence}`
    const strikes = fraction(key) < rate
    onDecision?.({ kind, scope, identity, occurrence, strikes })
    return strikes ? { choice: (name) => fraction(`${key}\n${name}`) } : undefined
  }
}

/** The first 48 bits of a hash as a number below 1. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48
}
