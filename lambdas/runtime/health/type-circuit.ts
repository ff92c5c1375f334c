import type { SystemicFailurePolicy } from '../declarations/systemic-failure.ts'

/**
 * The health of one type at one consumer, as all instances see it. Times are epoch milliseconds.
 *
 *     healthy ──nearly all fail──► held ──open_until──► trying 1 ──passed──► trying 5 ──► trying 25 ──► healthy
 *                                   ▲                     │  a probe fails for the same cause   │
 *                                   └─────────────────────┴───── held twice as long ────────────┘
 */
export interface TypeCircuit {
  readonly state: 'healthy' | 'held' | 'trying'
  /** Causes for which it is held. */
  readonly fingerprints: ReadonlySet<string>
  /** The first of them, for people: class, code and message. */
  readonly cause: string
  /** When it was first held. */
  readonly since: number
  readonly openUntil: number
  /** Times that it was held since it was last healthy. */
  readonly openings: number
  /** Position in {@link STEPS} while it is being tried. */
  readonly step: number
  /** Probes given in this round. */
  readonly taken: number
  /** Probes of this round that went well. */
  readonly passed: number
  /** End of this round, which also names it. */
  readonly round: number
  /** When anything of it last changed. */
  readonly touchedAt: number
}

/** Messages that are tried in each round; when the last has gone well the type is healthy again. */
export const STEPS: readonly number[] = [1, 5, 25]

/**
 * A circuit that nobody has tried for so long is over: its messages are gone, or were handled by instances that knew of
 * nothing. Longer than the twelve hours that a message may wait in SQS between two receives.
 */
export const FORGOTTEN_AFTER_MS = 13 * 3_600_000

export type Admission = { readonly kind: 'free' | 'probe' } | { readonly kind: 'wait'; readonly milliseconds: number }

/** Whether a message may be handled now, as far as this snapshot tells; a probe must still be granted by the store. */
export function admissionOf(circuit: TypeCircuit, now: number): Admission {
  if (!isHeld(circuit, now)) return { kind: 'free' }
  if (circuit.state === 'held') return now < circuit.openUntil ? wait(circuit.openUntil - now) : { kind: 'probe' }
  const allTaken = circuit.taken >= (STEPS[circuit.step] ?? 1) && now < circuit.round
  return allTaken ? wait(Math.min(circuit.round - now, 10_000)) : { kind: 'probe' }
}

const wait = (milliseconds: number): Admission => ({ kind: 'wait', milliseconds })

export const isHeld = ({ state, touchedAt }: TypeCircuit, now: number): boolean =>
  state !== 'healthy' && now - touchedAt < FORGOTTEN_AFTER_MS

/** @param openings before this one. */
export const heldMs = (policy: SystemicFailurePolicy, openings: number): number =>
  Math.min(policy.maxProbeAfterSeconds, policy.probeAfterSeconds * 2 ** Math.min(openings, 20)) * 1000
