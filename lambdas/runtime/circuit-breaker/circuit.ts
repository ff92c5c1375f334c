import type { BreakerSettings } from './settings.ts'

export type CircuitState = 'closed' | 'open' | 'half-open'

/**
 * One downstream's circuit as all instances see it. Times are epoch milliseconds.
 *
 *     closed ──failures ≥ ratio of a window──► open ──open_until──► half-open ──all probes succeed──► closed
 *                                               ▲                       │
 *                                               └─────a probe fails─────┘   open twice as long
 */
export interface Circuit {
  readonly state: CircuitState
  /** Number of the window that calls and failures are counted in. */
  readonly window: number
  readonly calls: number
  readonly failures: number
  readonly openUntil: number
  /** Times it has opened since it was last closed. */
  readonly openings: number
  readonly probes: number
  readonly probeSuccesses: number
  /** End of this round of probes, which also identifies it: results that arrive later are ignored. Epoch milliseconds. */
  readonly probeUntil: number
}

export const closedCircuit: Circuit = {
  state: 'closed',
  window: 0,
  calls: 0,
  failures: 0,
  openUntil: 0,
  openings: 0,
  probes: 0,
  probeSuccesses: 0,
  probeUntil: 0,
}

export type Permission = { readonly kind: 'call' } | { readonly kind: 'probe' } | Refused

export interface Refused {
  readonly kind: 'wait'
  readonly milliseconds: number
}

/** The calls that are allowed now, as far as this snapshot tells; a probe must still be granted by the store. */
export function permissionOf(circuit: Circuit, settings: BreakerSettings, now: number): Permission {
  if (circuit.state === 'closed') return { kind: 'call' }
  if (circuit.state === 'open') {
    return now < circuit.openUntil ? { kind: 'wait', milliseconds: circuit.openUntil - now } : { kind: 'probe' }
  }
  const probesOut = circuit.probes >= settings.probes && now < circuit.probeUntil
  return probesOut ? { kind: 'wait', milliseconds: circuit.probeUntil - now } : { kind: 'probe' }
}

export const windowOf = (settings: BreakerSettings, now: number): number =>
  Math.floor(now / (settings.windowSeconds * 1000))

export const shouldOpen = ({ state, calls, failures }: Circuit, settings: BreakerSettings): boolean =>
  state === 'closed' && calls >= settings.minimumCalls && failures / calls >= settings.failureRatio

/** @param openings before this one. */
export const openMs = (settings: BreakerSettings, openings: number): number =>
  Math.min(settings.maxOpenSeconds, settings.openSeconds * 2 ** openings) * 1000
